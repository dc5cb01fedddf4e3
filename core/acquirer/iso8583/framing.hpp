#pragma once
// Frames on a TCP connection: two bytes of length, big-endian, then as many bytes of body.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace pay200::iso8583 {

inline constexpr std::size_t kMaxFrameBody = 4096;

/// Length and body. Asserts 1 <= body.size() <= kMaxFrameBody.
std::string frame(std::string_view body);

/// Takes bytes as they come and gives back whole bodies. One connection, one reader, one thread.
class FrameReader {
 public:
  /// Keeps the bytes. After failed() they are dropped.
  void append(std::string_view bytes);

  /// The next whole body, valid until the next call of append(); nullopt if more bytes are needed
  /// or the connection has failed.
  std::optional<std::string_view> next();

  /// A length of 0 or above kMaxFrameBody came: what follows cannot be read, close the connection.
  bool failed() const { return failed_; }
  /// True in the middle of a frame: a connection that ends now has been cut.
  bool mid_frame() const { return begin_ < buffer_.size(); }

 private:
  std::string buffer_;
  std::size_t begin_ = 0;
  bool failed_ = false;
};

}  // namespace pay200::iso8583
