#include "tests/support/nist_sp800_22.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace pay200::test {
namespace {

constexpr std::size_t kWordBits = 64;

std::uint64_t low_bits(std::size_t count) {
  return count == kWordBits ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

double as_double(std::size_t count) { return static_cast<double>(count); }

/// The regularized upper incomplete gamma function Q(a, x): by its series where that is short, by
/// its continued fraction (Lentz) where that is.
double igamc(double a, double x) {
  constexpr int kMostTerms = 100'000;
  constexpr double kEnough = 1e-15, kTiny = 1e-300;
  if (x <= 0) return 1;
  const double scale = std::exp(a * std::log(x) - x - std::lgamma(a));
  if (x < a + 1) {
    double term = 1 / a, sum = term;
    for (int n = 1; n < kMostTerms && term > sum * kEnough; ++n) sum += term *= x / (a + n);
    return 1 - sum * scale;
  }
  double b = x + 1 - a, c = 1 / kTiny, d = 1 / b, fraction = d;
  for (int n = 1; n < kMostTerms; ++n) {
    const double numerator = -n * (n - a);
    b += 2;
    d = numerator * d + b;
    if (std::abs(d) < kTiny) d = kTiny;
    c = b + numerator / c;
    if (std::abs(c) < kTiny) c = kTiny;
    d = 1 / d;
    fraction *= d * c;
    if (std::abs(d * c - 1) < kEnough) break;
  }
  return scale * fraction;
}

}  // namespace

void BitSequence::push_back(std::uint64_t bits, unsigned count) {
  const std::size_t at = size_ % kWordBits;
  bits &= low_bits(count);
  if (at == 0) words_.push_back(0);
  words_.back() |= bits << at;
  if (at + count > kWordBits) words_.push_back(bits >> (kWordBits - at));
  size_ += count;
}

std::size_t BitSequence::ones() const { return ones(0, size_); }

std::size_t BitSequence::ones(std::size_t begin, std::size_t end) const {
  std::size_t count = 0;
  while (begin < end) {
    const std::size_t at = begin % kWordBits;
    const std::size_t here = std::min(kWordBits - at, end - begin);
    const std::uint64_t bits = words_[begin / kWordBits] >> at & low_bits(here);
    count += static_cast<std::size_t>(std::popcount(bits));
    begin += here;
  }
  return count;
}

std::size_t BitSequence::changes() const {
  std::size_t count = 0;
  for (std::size_t begin = 0; begin + 1 < size_; begin += kWordBits) {
    const std::size_t word = begin / kWordBits;
    const std::uint64_t next = word + 1 < words_.size() ? words_[word + 1] << (kWordBits - 1) : 0;
    const std::size_t pairs = std::min(kWordBits, size_ - 1 - begin);
    const std::uint64_t differing = (words_[word] ^ (words_[word] >> 1U | next)) & low_bits(pairs);
    count += static_cast<std::size_t>(std::popcount(differing));
  }
  return count;
}

BitSequence bits_of(std::string_view zeros_and_ones) {
  BitSequence bits;
  for (const char c : zeros_and_ones) bits.push_back(c == '1' ? 1 : 0, 1);
  return bits;
}

double frequency_p(const BitSequence& bits) {
  const double n = as_double(bits.size());
  return std::erfc(std::abs(2 * as_double(bits.ones()) - n) / std::sqrt(n) / std::sqrt(2.0));
}

double block_frequency_p(const BitSequence& bits, std::size_t block) {
  const std::size_t blocks = bits.size() / block;
  double chi_square = 0;
  for (std::size_t i = 0; i < blocks; ++i) {
    const double proportion = as_double(bits.ones(i * block, (i + 1) * block)) / as_double(block);
    chi_square += 4 * as_double(block) * (proportion - 0.5) * (proportion - 0.5);
  }
  return chi_square_p(chi_square, as_double(blocks));
}

double runs_p(const BitSequence& bits) {
  const double n = as_double(bits.size());
  const double pi = as_double(bits.ones()) / n;
  if (std::abs(pi - 0.5) >= 2 / std::sqrt(n)) return 0;
  const double even = 2 * pi * (1 - pi);
  return std::erfc(std::abs(as_double(bits.changes() + 1) - n * even) / (std::sqrt(2 * n) * even));
}

double chi_square_p(double chi_square, double degrees) {
  return igamc(degrees / 2, chi_square / 2);
}

std::string fault_in(const std::vector<double>& p_values) {
  constexpr double kLevel = 0.01, kLeastUniformity = 0.0001;
  constexpr std::size_t kBins = 10;
  const double many = as_double(p_values.size());
  const auto passed = std::ranges::count_if(p_values, [](double p) { return p >= kLevel; });
  const double proportion = static_cast<double>(passed) / many;
  const double least = 1 - kLevel - 3 * std::sqrt(kLevel * (1 - kLevel) / many);
  if (proportion < least) {
    return std::to_string(proportion) + " of the sequences pass, at least " +
           std::to_string(least) + " should";
  }
  std::array<double, kBins> counts{};
  for (const double p : p_values) {
    ++counts.at(std::min(kBins - 1, static_cast<std::size_t>(p * kBins)));
  }
  double chi_square = 0;
  for (const double count : counts) {
    chi_square += (count - many / kBins) * (count - many / kBins) / (many / kBins);
  }
  const double uniformity = chi_square_p(chi_square, kBins - 1);
  if (uniformity >= kLeastUniformity) return "";
  return "the P-values are not spread evenly: " + std::to_string(uniformity);
}

}  // namespace pay200::test
