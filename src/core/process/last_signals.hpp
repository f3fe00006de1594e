// The signals between parent and child that are nobody's business but theirs, and the child's handlers for them.
#pragma once

#include <signal.h>

namespace zato::process {

// Real-time signals, because services and libraries may want the ordinary ones. Not constants: the C library reserves
// some at run time.
inline int parent_died_signal() {
  return SIGRTMIN + 5;
}  // before the handler is installed its default ends the child: right
inline int dump_stack_signal() {
  return SIGRTMIN + 6;
}  // answered with a StackPacket on `link`; the sender kills us next

// Also those for crashes (SIGSEGV, SIGABRT, …): the stack goes to the parent before the process ends. Handlers run on
// an alternative stack of the calling thread.
void install_last_signals(int link);

}  // namespace zato::process
