#include "dev/nginx_config.hpp"

#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <unistd.h>

#include "dev/private_file.hpp"

namespace pay200::dev {
namespace {

namespace fs = std::filesystem;

std::string filled_in(const std::string& text, const std::map<std::string, std::string>& values) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t open = 0; (open = text.find("${", at)) != std::string::npos;) {
    const std::size_t close = text.find('}', open);
    const std::string name = text.substr(open + 2, close - open - 2);
    out += text.substr(at, open - at);
    // The comment that explains the scheme says "${...}".
    if (name != "...") {
      const auto value = values.find(name);
      if (value == values.end()) {
        throw std::runtime_error("nginx/development.conf: ${" + name + "} is not known");
      }
      out += value->second;
    }
    at = close + 1;
  }
  return out + text.substr(at);
}

}  // namespace

void write_nginx_config(const NginxSettings& settings) {
  const fs::path source = PAY200_SOURCE_DIR;
  fs::create_directories(settings.directory);
  fs::copy(source / "nginx/snippets", settings.directory / "snippets",
           fs::copy_options::overwrite_existing | fs::copy_options::recursive);
  fs::copy(source / "nginx/stream_limits.conf", settings.directory,
           fs::copy_options::overwrite_existing);
  const fs::path limits = settings.limits.empty() ? source / "nginx/limits.conf" : settings.limits;
  const std::map<std::string, std::string> values = {
      {"USER_DIRECTIVE", geteuid() == 0 ? "user root;" : ""},
      {"DIRECTORY", settings.directory.string()},
      {"LOG_DIRECTORY", settings.log_directory.string()},
      {"SOURCE", source.string()},
      {"PORT", std::to_string(settings.port)},
      {"FCGI_SOCKET", settings.fcgi_socket.string()},
      {"DEMO_SOCKET",
       (settings.demo_socket.empty() ? settings.directory / "none.socket" : settings.demo_socket)
           .string()},
      {"STREAM_SOCKET", settings.stream_socket.string()},
      {"LIMITS", limits.string()},
      {"REQUESTS", std::to_string(settings.requests)},
  };
  std::ofstream out(settings.directory / "nginx.conf", std::ios::binary | std::ios::trunc);
  out << filled_in(read_file(source / "nginx/development.conf"), values);
  out.close();
  if (!out)
    throw std::runtime_error("cannot write " + (settings.directory / "nginx.conf").string());
}

}  // namespace pay200::dev
