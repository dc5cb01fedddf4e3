# make install, and what the Debian packages hold: a component for each package. Programs and pages go below the
# prefix, configuration below /etc. Users and folders are made by systemd-sysusers and systemd-tmpfiles.
function(pay200_install_text component source target)
  install(CODE "
    set(SOURCE \"${CMAKE_SOURCE_DIR}/${source}\")
    set(PLACE \"${target}\")
    set(EXECUTABLE \"${ARGN}\")
    include(\"${CMAKE_SOURCE_DIR}/deploy/install_text.cmake\")" COMPONENT ${component})
endfunction()

install(TARGETS pay200-fcgi RUNTIME DESTINATION sbin COMPONENT pay200)
install(TARGETS pgctl RUNTIME DESTINATION bin COMPONENT pay200)
install(TARGETS pay200-sandbox RUNTIME DESTINATION bin COMPONENT pay200-sandbox)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/build/web/ DESTINATION share/pay200/web COMPONENT pay200
  PATTERN made EXCLUDE)
install(FILES fcgi-app/openapi.json DESTINATION share/pay200 COMPONENT pay200)
install(FILES deploy/create_database.sql deploy/citus.sql deploy/pay200.example.toml
  DESTINATION share/pay200 COMPONENT pay200)
install(DIRECTORY deploy/monitoring deploy/bank_holidays DESTINATION share/pay200 COMPONENT pay200)
install(FILES docs/operating.md docs/pgctl.md docs/keys.md docs/clearing-file.md docs/scaling.md docs/metrics.md
  DESTINATION share/doc/pay200 COMPONENT pay200)

pay200_install_text(pay200 deploy/pay200.example.toml /etc/pay200/pay200.toml)
pay200_install_text(pay200 deploy/pay200.cron /etc/cron.d/pay200)
pay200_install_text(pay200 deploy/pay200.logrotate /etc/logrotate.d/pay200)
pay200_install_text(pay200 deploy/night.sh lib/pay200/night EXECUTABLE)
pay200_install_text(pay200 deploy/first_payment.sh lib/pay200/first-payment EXECUTABLE)
pay200_install_text(pay200 deploy/back_up.sh lib/pay200/back-up EXECUTABLE)
pay200_install_text(pay200 deploy/restore.sh lib/pay200/restore EXECUTABLE)
pay200_install_text(pay200 deploy/pay200.sysusers lib/sysusers.d/pay200.conf)
pay200_install_text(pay200 deploy/pay200.tmpfiles lib/tmpfiles.d/pay200.conf)
pay200_install_text(pay200 deploy/systemd/pay200.service lib/systemd/system/pay200.service)
pay200_install_text(pay200 deploy/systemd/pay200@.service lib/systemd/system/pay200@.service)

file(GLOB_RECURSE site RELATIVE ${CMAKE_SOURCE_DIR}/nginx CONFIGURE_DEPENDS nginx/*.conf)
list(REMOVE_ITEM site development.conf)
foreach(file ${site})
  pay200_install_text(pay200-nginx nginx/${file} /etc/pay200/nginx/${file})
endforeach()
pay200_install_text(pay200-nginx deploy/pay200-nginx.logrotate /etc/logrotate.d/pay200-nginx)
pay200_install_text(pay200-nginx deploy/pay200-nginx.sysusers lib/sysusers.d/pay200-nginx.conf)
pay200_install_text(pay200-nginx deploy/pay200-nginx.tmpfiles lib/tmpfiles.d/pay200-nginx.conf)
pay200_install_text(pay200-nginx deploy/systemd/pay200-nginx.service lib/systemd/system/pay200-nginx.service)

pay200_install_text(pay200-sandbox deploy/systemd/pay200-sandbox.service
  lib/systemd/system/pay200-sandbox.service)

# The manual: of the programs that have no verbs from docs/man, of pgctl from pgctl itself.
file(GLOB manual CONFIGURE_DEPENDS docs/man/*.1)
foreach(page ${manual})
  get_filename_component(name ${page} NAME_WE)
  if(name STREQUAL "pay200-sandbox")
    install(FILES ${page} DESTINATION share/man/man1 COMPONENT pay200-sandbox)
  elseif(NOT name STREQUAL "pay200-dev")
    install(FILES ${page} DESTINATION share/man/man1 COMPONENT pay200)
  endif()
endforeach()
if(EXISTS ${CMAKE_SOURCE_DIR}/pgctl/commands/man.cpp)
  install(CODE "
    set(folder \$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share)
    file(MAKE_DIRECTORY \${folder}/man/man1)
    execute_process(COMMAND $<TARGET_FILE:pgctl> man --to \${folder}/man/man1 COMMAND_ERROR_IS_FATAL ANY)"
    COMPONENT pay200)
endif()
if(EXISTS ${CMAKE_SOURCE_DIR}/pgctl/commands/completion.cpp)
  install(CODE "
    set(folder \$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share)
    foreach(shell bash zsh)
      set(place_bash \${folder}/bash-completion/completions/pgctl)
      set(place_zsh \${folder}/zsh/vendor-completions/_pgctl)
      execute_process(COMMAND $<TARGET_FILE:pgctl> completion \${shell} OUTPUT_VARIABLE text
        COMMAND_ERROR_IS_FATAL ANY)
      file(WRITE \${place_\${shell}} \"\${text}\")
    endforeach()" COMPONENT pay200)
endif()
