#pragma once
// Named places at which a test makes a process die, fail or wait. Built with PAY200_FAIL_POINTS
// only; without, as in the release, nothing of a place is left in the program.
//
// PAY200_FAIL_POINT_DIRECTORY names a folder. A file in it that has a place's name arms that place
// once, for whichever process comes there first; it is gone when the place has been hit. It holds
//
//   kill              SIGKILL to this process
//   error             throws std::runtime_error
//   delay:<ms>        sleeps
//   hold              waits for a file of the place's name and ".go"
//
// and, if need be, @<n>: the nth time that this process comes there ("kill@3").
//
// PAY200_TEST_CLOCK names a file with the seconds by which a test has its programs' clocks differ
// from the machine's (system_clock() alone knows of it). A test that changes it replaces the file.

#include <chrono>

namespace pay200 {

#ifdef PAY200_FAIL_POINTS
void fail_point(const char* name);
std::chrono::seconds test_clock_offset();
#else
inline void fail_point(const char* /*name*/) {}
inline std::chrono::seconds test_clock_offset() { return {}; }
#endif

}  // namespace pay200
