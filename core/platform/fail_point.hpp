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
//
// and, if need be, @<n>: the nth time that this process comes there ("kill@3").

namespace pay200 {

#ifdef PAY200_FAIL_POINTS
void fail_point(const char* name);
#else
inline void fail_point(const char* /*name*/) {}
#endif

}  // namespace pay200
