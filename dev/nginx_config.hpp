#pragma once
// nginx for one machine: nginx/development.conf with its ${...} filled in, and its snippets beside
// it.

#include <filesystem>

namespace pay200::dev {

struct NginxSettings {
  std::filesystem::path directory;      ///< gets nginx.conf, snippets/, pid and temporary files
  std::filesystem::path log_directory;  ///< access.log
  std::filesystem::path fcgi_socket, stream_socket;
  std::filesystem::path demo_socket = {};  ///< of the demonstration's shop, if there is one
  int port = 0;
  /// Requests under way at most; fewer than the gateway has threads, so that past capacity nginx
  /// says 503 at once.
  int requests = 0;
  std::filesystem::path limits = {};  ///< of rates; empty: nginx/limits.conf
};

/// Throws std::runtime_error if a file cannot be read or written, or a ${...} is not known.
void write_nginx_config(const NginxSettings& settings);

}  // namespace pay200::dev
