#pragma once
// Three of the tests of NIST SP 800-22 Rev. 1a, "A Statistical Test Suite for Random and
// Pseudorandom Number Generators for Cryptographic Applications", and how it judges many sequences
// together.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pay200::test {

/// A sequence of bits, 64 to a word, the first in a word's lowest.
class BitSequence {
 public:
  void push_back(std::uint64_t bits, unsigned count);  ///< `count` at most 32, lowest first
  bool at(std::size_t i) const { return (words_[i / 64] >> (i % 64) & 1U) != 0; }
  std::size_t size() const { return size_; }
  std::size_t ones() const;
  /// Of the bits [begin, end).
  std::size_t ones(std::size_t begin, std::size_t end) const;
  std::size_t changes() const;  ///< how often a bit differs from the one before it

 private:
  std::vector<std::uint64_t> words_;
  std::size_t size_ = 0;
};

BitSequence bits_of(std::string_view zeros_and_ones);

// P-values, 0 to 1: how likely it is that a perfect generator makes a sequence that looks less
// random than this one.
double frequency_p(const BitSequence& bits);                           ///< 2.1, "monobit"
double block_frequency_p(const BitSequence& bits, std::size_t block);  ///< 2.2
double runs_p(const BitSequence& bits);                                ///< 2.3

/// Chi-square's upper tail: what is expected against what was counted.
double chi_square_p(double chi_square, double degrees);

/// Section 4.2, at the significance level 0.01: what is wrong with the P-values of many sequences
/// under one test; empty: nothing. 4.2.1: as many pass as should, within three standard
/// deviations. 4.2.2: the P-values are spread evenly.
std::string fault_in(const std::vector<double>& p_values);

}  // namespace pay200::test
