#include "core/platform/crypto/crypto.hpp"

#include <array>
#include <memory>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdexcept>

#include "core/platform/assert.hpp"

namespace pay200::crypto {
namespace {

constexpr std::size_t kKeySize = 32;
constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kTagSize = 16;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

void check(int result, const char* what) {
  if (result != 1) throw std::runtime_error(std::string(what) + " failed");
}

Context new_context() {
  Context context(EVP_CIPHER_CTX_new());
  if (!context) throw std::runtime_error("EVP_CIPHER_CTX_new failed");
  return context;
}

const unsigned char* in(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* out(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }
int length(std::string_view bytes) {
  // OpenSSL counts in int; nothing that pay200 seals comes near it.
  PAY200_ASSERT(bytes.size() < 1U << 30);
  return static_cast<int>(bytes.size());
}

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ (value & 1 ? 0xEDB88320U : 0U);
    table[byte] = value;
  }
  return table;
}

struct FreeMac {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Mac = std::unique_ptr<EVP_MAC_CTX, FreeMac>;

/// HMAC by a hash, without a key. HMAC() looks both up by name at every call, which takes longer
/// than a short text itself.
Mac keyless_hmac(const char* hash) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> hmac(
      EVP_MAC_fetch(nullptr, "HMAC", nullptr), EVP_MAC_free);
  Mac mac(hmac ? EVP_MAC_CTX_new(hmac.get()) : nullptr);
  std::string name = hash;
  const std::array<OSSL_PARAM, 2> params = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
      OSSL_PARAM_construct_end()};
  check(mac && EVP_MAC_CTX_set_params(mac.get(), params.data()) == 1 ? 1 : 0, "HMAC");
  return mac;
}

std::string hmac(const EVP_MAC_CTX* keyless, std::size_t digest_size, std::string_view key,
                 std::string_view data) {
  const Mac mac(EVP_MAC_CTX_dup(keyless));
  if (!mac) throw std::runtime_error("HMAC failed");
  // OpenSSL takes no key's address for "the same key as before".
  const std::string_view used = key.data() == nullptr ? "" : key;
  std::string digest(digest_size, '\0');
  std::size_t size = 0;
  check(EVP_MAC_init(mac.get(), in(used), used.size(), nullptr), "HMAC");
  check(EVP_MAC_update(mac.get(), in(data), data.size()), "HMAC");
  check(EVP_MAC_final(mac.get(), out(digest), &size, digest.size()), "HMAC");
  return digest;
}

}  // namespace

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  if (context_ == nullptr) throw std::runtime_error("EVP_MD_CTX_new failed");
  check(EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(context_), EVP_sha256(), nullptr), "SHA-256");
}

Sha256::~Sha256() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_)); }

void Sha256::add(std::string_view data) {
  check(EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_), data.data(), data.size()), "SHA-256");
}

std::string Sha256::digest() {
  std::string bytes(SHA256_DIGEST_LENGTH, '\0');
  check(EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_), out(bytes), nullptr), "SHA-256");
  return bytes;
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  check(RAND_bytes(out(bytes), length(bytes)), "RAND_bytes");
  return bytes;
}

std::string random_base62(std::size_t count) {
  constexpr std::string_view kAlphabet =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  // 248 is the greatest multiple of 62 that fits a byte; beyond it, the first letters would gain.
  constexpr unsigned kLimit = 248;
  std::string text;
  text.reserve(count);
  while (text.size() < count) {
    for (const char c : random_bytes(count - text.size())) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < kLimit) text += kAlphabet[byte % kAlphabet.size()];
    }
  }
  return text;
}

std::string sha256(std::string_view data) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  if (SHA256(in(data), data.size(), out(digest)) == nullptr) {
    throw std::runtime_error("SHA256 failed");
  }
  return digest;
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
  static const Mac keyless = keyless_hmac("SHA256");
  return hmac(keyless.get(), SHA256_DIGEST_LENGTH, key, data);
}

std::string hmac_sha1(std::string_view key, std::string_view data) {
  static const Mac keyless = keyless_hmac("SHA1");
  return hmac(keyless.get(), SHA_DIGEST_LENGTH, key, data);
}

std::uint32_t crc32(std::string_view data) {
  static constexpr auto kTable = make_crc_table();
  std::uint32_t value = 0xFFFFFFFFU;
  for (const char c : data) {
    value = kTable[(value ^ static_cast<unsigned char>(c)) & 0xff] ^ value >> 8;
  }
  return value ^ 0xFFFFFFFFU;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void cleanse(std::string& secret) {
  // The whole capacity: an earlier, longer value may have left its end behind.
  secret.resize(secret.capacity());
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

Sealed seal(std::string_view key, std::string_view plaintext, std::string_view aad) {
  PAY200_ASSERT(key.size() == kKeySize);
  Sealed sealed{random_bytes(kNonceSize), std::string(plaintext.size() + kTagSize, '\0')};
  const Context context = new_context();
  check(EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, in(key), in(sealed.nonce)),
        "EVP_EncryptInit_ex");
  int written = 0;
  check(EVP_EncryptUpdate(context.get(), nullptr, &written, in(aad), length(aad)),
        "EVP_EncryptUpdate");
  check(EVP_EncryptUpdate(context.get(), out(sealed.ciphertext), &written, in(plaintext),
                          length(plaintext)),
        "EVP_EncryptUpdate");
  unsigned char* const tag = out(sealed.ciphertext) + plaintext.size();
  check(EVP_EncryptFinal_ex(context.get(), tag, &written), "EVP_EncryptFinal_ex");
  check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagSize, tag), "GCM_GET_TAG");
  return sealed;
}

std::optional<std::string> open(std::string_view key, const Sealed& sealed, std::string_view aad) {
  PAY200_ASSERT(key.size() == kKeySize);
  if (sealed.nonce.size() != kNonceSize || sealed.ciphertext.size() < kTagSize) return std::nullopt;
  const std::size_t size = sealed.ciphertext.size() - kTagSize;
  const std::string_view body = std::string_view(sealed.ciphertext).substr(0, size);
  std::string tag = sealed.ciphertext.substr(size);
  std::string plaintext(size, '\0');
  const Context context = new_context();
  check(EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, in(key), in(sealed.nonce)),
        "EVP_DecryptInit_ex");
  int written = 0;
  check(EVP_DecryptUpdate(context.get(), nullptr, &written, in(aad), length(aad)),
        "EVP_DecryptUpdate");
  check(EVP_DecryptUpdate(context.get(), out(plaintext), &written, in(body), length(body)),
        "EVP_DecryptUpdate");
  check(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagSize, tag.data()),
        "GCM_SET_TAG");
  if (EVP_DecryptFinal_ex(context.get(), out(plaintext) + size, &written) != 1) {
    cleanse(plaintext);
    return std::nullopt;
  }
  return plaintext;
}

}  // namespace pay200::crypto
