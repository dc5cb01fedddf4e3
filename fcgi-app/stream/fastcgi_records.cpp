#include "fcgi-app/stream/fastcgi_records.hpp"

#include <algorithm>
#include <optional>

namespace pay200::stream {
namespace {

constexpr std::size_t kHeaderBytes = 8;
constexpr std::size_t kMostContent = 65'535;
/// nginx takes 32 KB of headers (large_client_header_buffers).
constexpr std::size_t kMostParams = 65'536;
constexpr char kVersion = 1;
constexpr std::uint8_t kBeginRequest = 1;
constexpr std::uint8_t kAbortRequest = 2;
constexpr std::uint8_t kEndRequest = 3;
constexpr std::uint8_t kParams = 4;
constexpr std::uint8_t kStdin = 5;
constexpr std::uint8_t kStdout = 6;
constexpr std::uint16_t kResponder = 1;

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

std::uint16_t number_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(byte_at(bytes, at) << 8 | byte_at(bytes, at + 1));
}

std::string record(std::uint8_t type, std::uint16_t id, std::string_view content) {
  std::string bytes;
  bytes.reserve(kHeaderBytes + content.size());
  bytes += kVersion;
  bytes += static_cast<char>(type);
  for (const std::size_t number : {std::size_t{id}, content.size()}) {
    bytes += static_cast<char>(static_cast<std::uint8_t>(number >> 8));
    bytes += static_cast<char>(static_cast<std::uint8_t>(number & 0xFF));
  }
  bytes.append(2, '\0');  // no padding; reserved
  return bytes.append(content);
}

/// The length of a name or a value: one byte, or four with the first bit set. Takes it off.
std::optional<std::size_t> take_length(std::string_view& bytes) {
  if (bytes.empty()) return std::nullopt;
  const std::size_t size = (byte_at(bytes, 0) & 0x80) == 0 ? 1 : 4;
  if (bytes.size() < size) return std::nullopt;
  std::size_t length = byte_at(bytes, 0) & 0x7FU;
  for (std::size_t i = 1; i < size; ++i) length = length << 8 | byte_at(bytes, i);
  bytes.remove_prefix(size);
  return length;
}

}  // namespace

RequestReader::State RequestReader::read(std::string_view bytes) {
  if (state_ != State::kMore) return state_;
  unread_ += bytes;
  std::string_view rest = unread_;
  while (state_ == State::kMore && rest.size() >= kHeaderBytes) {
    const std::size_t content = number_at(rest, 4);
    const std::size_t whole = kHeaderBytes + content + byte_at(rest, 6);
    if (rest[0] != kVersion) return state_ = State::kBroken;
    if (rest.size() < whole) break;
    state_ = take_record(byte_at(rest, 1), number_at(rest, 2), rest.substr(kHeaderBytes, content));
    rest.remove_prefix(whole);
  }
  unread_ = std::string(rest);
  return state_;
}

RequestReader::State RequestReader::take_record(std::uint8_t type, std::uint16_t id,
                                                std::string_view content) {
  if (type == kBeginRequest) {
    const bool responder = content.size() == 8 && number_at(content, 0) == kResponder;
    if (begun_ || id == 0 || !responder) return State::kBroken;
    begun_ = true;
    id_ = id;
    return State::kMore;
  }
  if (!begun_ || id != id_ || type == kAbortRequest) return State::kBroken;
  if (type == kParams) {
    if (params_ended_ || raw_params_.size() + content.size() > kMostParams) return State::kBroken;
    raw_params_ += content;
    params_ended_ = content.empty();
    return params_ended_ && !parse_params() ? State::kBroken : State::kMore;
  }
  if (type != kStdin || !params_ended_) return State::kBroken;
  return content.empty() ? State::kComplete : State::kMore;
}

bool RequestReader::parse_params() {
  std::string_view rest = raw_params_;
  while (!rest.empty()) {
    const auto name = take_length(rest);
    const auto value = take_length(rest);
    if (!name || !value || *name > rest.size() || *value > rest.size() - *name) return false;
    params_.emplace_back(rest.substr(0, *name), rest.substr(*name, *value));
    rest.remove_prefix(*name + *value);
  }
  raw_params_.clear();
  return true;
}

std::string output_records(std::uint16_t request_id, std::string_view content) {
  std::string bytes;
  while (!content.empty()) {
    const auto piece = content.substr(0, kMostContent);
    bytes += record(kStdout, request_id, piece);
    content.remove_prefix(piece.size());
  }
  return bytes;
}

std::string end_records(std::uint16_t request_id) {
  return record(kStdout, request_id, {}) +
         record(kEndRequest, request_id, std::string_view("\0\0\0\0\0\0\0\0", 8));
}

}  // namespace pay200::stream
