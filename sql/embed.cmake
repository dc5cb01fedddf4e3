# Writes a C++ file that holds every file of sql/migrations and sql/functions, in order of name.
# Called by the build with -DSOURCE=<sql folder> -DOUT=<file>.
function(emit folder array)
  file(GLOB files ${SOURCE}/${folder}/*.sql)
  list(SORT files)
  set(body "")
  foreach(file ${files})
    get_filename_component(name ${file} NAME_WE)
    file(READ ${file} text)
    # MSVC-sized literals are no concern here, but the delimiter must not occur in the text.
    string(APPEND body "    {\"${name}\", R\"pay200sql(${text})pay200sql\"},\n")
  endforeach()
  set(${array} "${body}" PARENT_SCOPE)
endfunction()
emit(migrations migrations)
emit(functions functions)
file(WRITE ${OUT} "// Made by sql/embed.cmake from sql/; do not edit.
#include \"core/platform/db/embedded_sql.hpp\"

namespace pay200::db {
const std::vector<SqlFile>& embedded_migrations() {
  static const std::vector<SqlFile> files = {
${migrations}  };
  return files;
}
const std::vector<SqlFile>& embedded_functions() {
  static const std::vector<SqlFile> files = {
${functions}  };
  return files;
}
}  // namespace pay200::db
")
