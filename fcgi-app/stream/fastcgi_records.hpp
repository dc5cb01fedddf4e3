#pragma once
// FastCGI 1.0's records, as a responder that may never wait sends and takes them. libfcgi reads
// and flushes until it is done, and with it everybody else would wait for one slow reader.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pay200::stream {

using FastcgiParams = std::vector<std::pair<std::string, std::string>>;

/// Takes a request as it comes, in pieces of any size.
class RequestReader {
 public:
  enum class State {
    kMore,      ///< is not here yet
    kComplete,  ///< params() and id() are whole; a body, if there was one, is forgotten
    kBroken,    ///< no FastCGI, or larger than nginx's limits allow
  };

  State read(std::string_view bytes);
  std::uint16_t id() const { return id_; }
  const FastcgiParams& params() const { return params_; }

 private:
  State take_record(std::uint8_t type, std::uint16_t id, std::string_view content);
  bool parse_params();

  State state_ = State::kMore;
  bool begun_ = false;
  bool params_ended_ = false;
  std::uint16_t id_ = 0;
  std::string unread_;  ///< less than a record
  std::string raw_params_;
  FastcgiParams params_;
};

/// `content` as the application's output; any size.
std::string output_records(std::uint16_t request_id, std::string_view content);
/// After the last of the output.
std::string end_records(std::uint16_t request_id);

}  // namespace pay200::stream
