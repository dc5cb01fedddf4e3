#include "tests/support/running_sandbox.hpp"

#include "sandbox/journal_reader.hpp"

namespace pay200::test {

RunningSandbox::RunningSandbox(int reply_delay_ms) : reply_delay_ms_(reply_delay_ms) { start(); }

RunningSandbox::~RunningSandbox() { stop(); }

dev::SandboxControl RunningSandbox::control() const {
  return dev::SandboxControl(path_of("control"));
}

std::vector<sandbox::JournalRecord> RunningSandbox::records() const {
  return sandbox::read_journal(path_of("journal"));
}

void RunningSandbox::start() {
  if (server_) return;
  sandbox::ServerOptions options;
  options.port = port_;
  options.journal_path = path_of("journal");
  options.control_path = path_of("control");
  options.reply_delay_ms = reply_delay_ms_;
  server_ = std::make_unique<sandbox::Server>(options);
  port_ = server_->port();
  thread_ = std::thread([server = server_.get()] { server->run(); });
}

void RunningSandbox::stop() {
  if (!server_) return;
  server_->stop();
  thread_.join();
  server_.reset();
}

std::string RunningSandbox::path_of(const char* name) const {
  return (directory_.path() / name).string();
}

}  // namespace pay200::test
