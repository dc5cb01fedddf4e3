#include "tests/support/webhook_receiver.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace pay200::test {
namespace {

constexpr int kSliceMs = 50;
constexpr int kBacklog = 1'024;

void ensure(bool fine, const char* what) {
  if (!fine) throw std::runtime_error(std::string("WebhookReceiver: ") + what);
}

void add_extension(X509* certificate, int nid, const char* value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
  ensure(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, value);
  X509_EXTENSION_free(extension);
}

/// Signed by itself, for 127.0.0.1, ::1 and localhost; the certificate is its own authority.
std::shared_ptr<void> new_tls(const std::string& ca_file) {
  constexpr long kDay = 86'400;
  const std::shared_ptr<EVP_PKEY> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::shared_ptr<X509> certificate(X509_new(), X509_free);
  ensure(key && certificate, "no key");
  X509* x509 = certificate.get();
  X509_set_version(x509, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(x509), 30 * kDay);
  X509_set_pubkey(x509, key.get());
  X509_NAME* name = X509_get_subject_name(x509);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("a shop of tests"), -1, -1, 0);
  X509_set_issuer_name(x509, name);
  add_extension(x509, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(x509, NID_subject_alt_name, "IP:127.0.0.1,IP:::1,DNS:localhost");
  ensure(X509_sign(x509, key.get(), EVP_sha256()) != 0, "not signed");
  std::FILE* file = std::fopen(ca_file.c_str(), "w");
  ensure(file != nullptr && PEM_write_X509(file, x509) == 1 && std::fclose(file) == 0, "no file");
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  ensure(context && SSL_CTX_use_certificate(context.get(), x509) == 1 &&
             SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1,
         "no TLS");
  return context;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

/// Plain or TLS; reads and writes give up when the receiver stops.
class WebhookReceiver::Connection {
 public:
  Connection(int fd, SSL_CTX* context, const std::atomic<bool>& stopping)
      : fd_(fd), stopping_(stopping) {
    // So that nothing blocks for longer than a slice, within a record either.
    const timeval slice{.tv_sec = 0, .tv_usec = 1000L * kSliceMs};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &slice, sizeof slice);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &slice, sizeof slice);
    if (context == nullptr) return;
    ssl_.reset(SSL_new(context), SSL_free);
    SSL_set_fd(ssl_.get(), fd_);
  }
  ~Connection() { ::close(fd_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool greet() {
    return !ssl_ || repeated([this] { return SSL_accept(ssl_.get()); }) == 1;
  }

  /// More of the request; false at its end.
  bool read_some() {
    char bytes[4096];
    const int got = repeated([&] {
      return ssl_ ? SSL_read(ssl_.get(), bytes, sizeof bytes)
                  : static_cast<int>(::recv(fd_, bytes, sizeof bytes, 0));
    });
    if (got <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  bool write(const std::string& text) {
    std::size_t sent = 0;
    while (sent < text.size()) {
      const int size = static_cast<int>(text.size() - sent);
      const int wrote = repeated([&] {
        return ssl_ ? SSL_write(ssl_.get(), text.data() + sent, size)
                    : static_cast<int>(
                          ::send(fd_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL));
      });
      if (wrote <= 0) return false;
      sent += static_cast<std::size_t>(wrote);
    }
    return true;
  }

  std::string& buffer() { return buffer_; }
  bool stopping() const { return stopping_; }
  void pause() const { std::this_thread::sleep_for(std::chrono::milliseconds(kSliceMs)); }

 private:
  template <class Act>
  int repeated(Act act) {
    while (!stopping_) {
      errno = 0;
      const int done = act();
      if (done > 0) return done;
      const bool again =
          ssl_ ? SSL_get_error(ssl_.get(), done) == SSL_ERROR_WANT_READ ||
                     SSL_get_error(ssl_.get(), done) == SSL_ERROR_WANT_WRITE
               : done < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
      if (!again) return done;
    }
    return -1;
  }

  int fd_;
  const std::atomic<bool>& stopping_;
  std::shared_ptr<SSL> ssl_;
  std::string buffer_;
};

std::string WebhookReceiver::Received::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

SignedWebhook WebhookReceiver::Received::signed_webhook() const {
  return {header("webhook-id"), header("webhook-timestamp"), header("webhook-signature"), body};
}

WebhookReceiver::WebhookReceiver(Answer answer, Wire wire)
    : answer_(std::move(answer)), wire_(wire) {
  if (wire == Wire::kHttps) tls_ = new_tls(ca_file());
  std::signal(SIGPIPE, SIG_IGN);  // SSL_write cannot be told
  listen_fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  socklen_t size = sizeof address;
  ensure(listen_fd_ >= 0 && ::bind(listen_fd_, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
             ::listen(listen_fd_, kBacklog) == 0 &&
             ::getsockname(listen_fd_, reinterpret_cast<sockaddr*>(&address), &size) == 0,
         "cannot listen");
  port_ = ntohs(address.sin_port);
  accepting_ = std::jthread([this] { accept_all(); });
}

WebhookReceiver::~WebhookReceiver() {
  stopping_ = true;
  accepting_.join();
  threads_.clear();
  ::close(listen_fd_);
}

std::string WebhookReceiver::url(const std::string& path, const std::string& host) const {
  return (wire_ == Wire::kHttps ? "https://" : "http://") + host + ":" + std::to_string(port_) +
         path;
}

std::vector<WebhookReceiver::Received> WebhookReceiver::received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

std::size_t WebhookReceiver::count() const {
  const std::lock_guard lock(mutex_);
  return received_.size();
}

void WebhookReceiver::accept_all() {
  while (!stopping_) {
    pollfd waiting{.fd = listen_fd_, .events = POLLIN, .revents = 0};
    if (::poll(&waiting, 1, kSliceMs) <= 0) continue;
    const int fd = ::accept4(listen_fd_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    ++connections_;
    threads_.emplace_back([this, fd] { serve(fd); });
  }
}

/// Requests one after the other, as long as the connection lasts.
void WebhookReceiver::serve(int fd) {
  Connection connection(fd, static_cast<SSL_CTX*>(tls_.get()), stopping_);
  if (!connection.greet()) return;
  while (true) {
    std::string& buffer = connection.buffer();
    while (buffer.find("\r\n\r\n") == std::string::npos) {
      if (!connection.read_some()) return;
    }
    const auto head_end = buffer.find("\r\n\r\n");
    Received received;
    const auto first_end = buffer.find("\r\n");
    const std::string first = buffer.substr(0, first_end);
    const auto path_at = first.find(' ') + 1;
    received.path = first.substr(path_at, first.rfind(' ') - path_at);
    for (auto at = first_end + 2; at < head_end + 2;) {
      const auto end = buffer.find("\r\n", at);
      const std::string line = buffer.substr(at, end - at);
      const auto colon = line.find(':');
      const auto value_at = std::min(line.find_first_not_of(' ', colon + 1), line.size());
      received.headers[lower(line.substr(0, colon))] = line.substr(value_at);
      at = end + 2;
    }
    const std::size_t length = std::stoul("0" + received.header("content-length"));
    while (buffer.size() < head_end + 4 + length) {
      if (!connection.read_some()) return;
    }
    received.body = buffer.substr(head_end + 4, length);
    buffer.erase(0, head_end + 4 + length);
    const Reply reply = answer_(received);
    {
      const std::lock_guard lock(mutex_);
      received_.push_back(std::move(received));
    }
    if (reply.manner != Manner::kAnswer) {
      misbehave(connection, reply);
      return;
    }
    if (!connection.write("HTTP/1.1 " + std::to_string(reply.status) + " x\r\n" + reply.headers +
                          "Content-Length: " + std::to_string(reply.body.size()) + "\r\n\r\n" +
                          reply.body)) {
      return;
    }
  }
}

void WebhookReceiver::misbehave(Connection& connection, const Reply& reply) {
  constexpr const char* kLongBody = "Content-Length: 1000000\r\n\r\n";
  const std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " x\r\n" + reply.headers;
  switch (reply.manner) {
    case Manner::kHang:
      while (!connection.stopping()) connection.pause();
      return;
    case Manner::kCutInHead:
      connection.write("HTTP/1.1 20");
      return;
    case Manner::kCutEarly:
      connection.write("HTTP/1.1 103 Early Hints\r\n\r\n");
      return;
    case Manner::kCutInBody:
      connection.write(head + kLongBody + "half");
      return;
    case Manner::kDrip:
      if (!connection.write(head + kLongBody)) return;
      while (connection.write(".")) connection.pause();
      return;
    case Manner::kEndless:
      if (!connection.write(head + "Transfer-Encoding: chunked\r\n\r\n")) return;
      while (connection.write("1000\r\n" + std::string(0x1000, 'x') + "\r\n")) {
      }
      return;
    case Manner::kAnswer:
    case Manner::kCut:
      return;
  }
}

}  // namespace pay200::test
