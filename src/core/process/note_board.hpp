// What each child works on, in memory that it shares with its parent (base/work_notes.hpp), and its last words: text that
// a library of the child writes when it crashes, such as a traceback. The child writes, the parent reads when the child
// has come to grief, and names the culprit in the log.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/shared_memory.hpp"
#include "base/work_notes.hpp"
#include "process/pulse.hpp"

namespace zato::process {

class NoteBoard {
 public:
  static constexpr std::size_t kNotes = 224;             // per child; pages are used only when written
  static constexpr std::size_t kLastWords = 16 * 1024;

  static base::Result<NoteBoard> create();
  static base::Result<NoteBoard> open(base::UniqueFd fd);

  int fd() const noexcept { return memory_.fd(); }
  std::span<base::WorkNote> notes(int cell) const noexcept;
  void clear(int cell) const;  // for a new child

  // "service crm.get (K17…) on the event loop", those of `thread` first where it has any; at most `most` and a word on
  // the others. Empty: it worked on nothing.
  std::vector<std::string> work(int cell, int thread = 0, std::size_t most = 8) const;
  std::string last_words(int cell) const;

  // A file descriptor that writes last words, to be closed by the caller; -1 when there is none to be had.
  int open_last_words(int cell) const;

 private:
  struct Cell;
  explicit NoteBoard(base::SharedMemory memory) : memory_(std::move(memory)) {}
  Cell& cell(int number) const noexcept;

  base::SharedMemory memory_;
};

}  // namespace zato::process
