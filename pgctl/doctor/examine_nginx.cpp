#include <sstream>
#include <unistd.h>

#include "pgctl/doctor/examine.hpp"
#include "pgctl/doctor/reach.hpp"
#include "pgctl/doctor/running_process.hpp"

namespace pay200::pgctl {
namespace {

constexpr const char* kNginx = "/usr/sbin/nginx";
constexpr std::string_view kMasterTitle = "nginx: master process ";

std::optional<RunningProcess> find_master() {
  // Only root's or one's own: anybody can give a process this title, and its words are used below.
  auto found = find_process([](const std::string& command) {
    return command.compare(0, kMasterTitle.size(), kMasterTitle) == 0;
  });
  if (found && found->user != 0 && found->user != ::geteuid()) return std::nullopt;
  return found;
}

/// `nginx -t` for the configuration that the master was started with.
std::vector<std::string> test_words(const RunningProcess& master) {
  std::vector<std::string> words = {kNginx, "-t", "-q"};
  std::istringstream given(master.command);
  for (std::string word; given >> word;) {
    if (word != "-c" && word != "-p" && word != "-e") continue;
    std::string value;
    given >> value;
    words.insert(words.end(), {word, value});
  }
  return words;
}

std::string last_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const auto at = text.rfind('\n');
  return at == std::string::npos ? text : text.substr(at + 1);
}

Finding examine_its_configuration(const RunningProcess& master) {
  constexpr const char* kCheck = "nginx configuration";
  if (::access(kNginx, X_OK) != 0) {
    return warning(kCheck, std::string(kNginx) + " is not there", "`nginx -t` tests it");
  }
  if (::geteuid() != master.user) {
    return warning(kCheck, "not tested: nginx runs as another user", "run this with sudo");
  }
  const Ended tested = run_program(test_words(master));
  if (tested.status == 0) return ok(kCheck, "nginx -t finds no fault");
  return failed(kCheck, last_line(tested.output), "mend it before nginx is reloaded or restarted");
}

Finding examine_url(const std::string& base, const char* path, const char* meaning) {
  const std::string url = base + path;
  const HttpAnswer answer = get_url(url);
  if (answer.status == 200) return ok(path, url);
  if (answer.status == 0) {
    return failed(path, url + ": " + answer.why,
                  "is nginx running, and is payment.public_base_url right?");
  }
  const std::string found = url + " answers " + std::to_string(answer.status);
  if (answer.status == 403) {
    return warning(path, found, "only loopback and nginx's allow-list may ask");
  }
  return failed(path, found, meaning);
}

}  // namespace

Findings examine_nginx(const Config& config) {
  Findings findings;
  if (const auto master = find_master()) {
    findings.push_back(ok("nginx", "its master is process " + std::to_string(master->pid)));
    findings.push_back(examine_its_configuration(*master));
  } else {
    findings.push_back(warning("nginx", "does not run on this host",
                               "if it should: systemctl start pay200-nginx"));
  }
  const std::string& base = config.payment.public_base_url;
  findings.push_back(examine_url(base, "/healthz", "no worker answers; see pay200-fcgi's log"));
  findings.push_back(
      examine_url(base, "/readyz", "database, schema or acquirers are not ready; see above"));
  return findings;
}

}  // namespace pay200::pgctl
