#include "core/acquirer/iso8583/framing.hpp"

#include "core/platform/assert.hpp"

namespace pay200::iso8583 {
namespace {
constexpr std::size_t kPrefix = 2;
constexpr std::size_t kByte = 256;
}  // namespace

std::string frame(std::string_view body) {
  PAY200_ASSERT(!body.empty() && body.size() <= kMaxFrameBody);
  std::string framed;
  framed.reserve(kPrefix + body.size());
  framed.push_back(static_cast<char>(body.size() / kByte));
  framed.push_back(static_cast<char>(body.size() % kByte));
  framed.append(body);
  return framed;
}

void FrameReader::append(std::string_view bytes) {
  if (failed_) return;
  buffer_.erase(0, begin_);
  begin_ = 0;
  buffer_.append(bytes);
}

std::optional<std::string_view> FrameReader::next() {
  if (failed_ || buffer_.size() - begin_ < kPrefix) return std::nullopt;
  const auto high = static_cast<unsigned char>(buffer_[begin_]);
  const auto low = static_cast<unsigned char>(buffer_[begin_ + 1]);
  const std::size_t length = high * kByte + low;
  if (length == 0 || length > kMaxFrameBody) {
    failed_ = true;
    return std::nullopt;
  }
  if (buffer_.size() - begin_ - kPrefix < length) return std::nullopt;
  const std::string_view body = std::string_view{buffer_}.substr(begin_ + kPrefix, length);
  begin_ += kPrefix + length;
  return body;
}

}  // namespace pay200::iso8583
