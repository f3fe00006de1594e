#include "process/note_board.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace zato::process {
namespace {

const char* place_text(base::WorkPlace place) {
  switch (place) {
    case base::WorkPlace::kLoop:
      return "on the event loop";
    case base::WorkPlace::kThread:
      return "on a thread";
    case base::WorkPlace::kCpu:
      return "on a thread for computations";
    case base::WorkPlace::kPython:
      return "in Python";
    case base::WorkPlace::kNone:
      break;
  }
  return "";
}

std::string text_of(const base::WorkNote& note, base::WorkPlace place) {
  return "service " + std::string(note.service()) + " (" + std::string(note.call()) + ") " + place_text(place);
}

}  // namespace

struct NoteBoard::Cell {
  base::WorkNote notes[kNotes];
  char last_words[kLastWords];
};

base::Result<NoteBoard> NoteBoard::create() {
  ZATO_TRY(auto memory, base::SharedMemory::create("zato-notes", kMaxCells * sizeof(Cell)));
  return NoteBoard(std::move(memory));
}

base::Result<NoteBoard> NoteBoard::open(base::UniqueFd fd) {
  ZATO_TRY(auto memory, base::SharedMemory::open(std::move(fd)));
  if (memory.size() < kMaxCells * sizeof(Cell)) return base::fail(base::Code::kCorrupt, "shared memory of notes is too small");
  return NoteBoard(std::move(memory));
}

// Zeroed memory is a valid array of cells; both sides were built from these headers.
NoteBoard::Cell& NoteBoard::cell(int number) const noexcept { return reinterpret_cast<Cell*>(memory_.data())[number]; }

std::span<base::WorkNote> NoteBoard::notes(int number) const noexcept { return cell(number).notes; }

void NoteBoard::clear(int number) const {
  auto& gone = cell(number);
  for (auto& note : gone.notes) {
    if (note.place.load(std::memory_order_relaxed) != base::WorkPlace::kNone) note.clear();
  }
  if (gone.last_words[0] != 0) std::memset(gone.last_words, 0, sizeof(gone.last_words));
}

std::vector<std::string> NoteBoard::work(int number, int thread, std::size_t most) const {
  std::vector<std::string> mine, others;
  for (const auto& note : notes(number)) {
    const auto place = note.place.load(std::memory_order_acquire);
    if (place == base::WorkPlace::kNone) continue;
    (thread != 0 && note.thread == thread ? mine : others).push_back(text_of(note, place));
  }
  if (!mine.empty()) return mine;  // the thread tells it all
  if (others.size() > most) {
    const auto more = others.size() - most;
    others.resize(most);
    others.push_back(std::to_string(more) + " more");
  }
  return others;
}

std::string NoteBoard::last_words(int number) const {
  const auto& words = cell(number).last_words;
  return std::string(words, ::strnlen(words, sizeof(words)));
}

int NoteBoard::open_last_words(int number) const {
  // A description of its own: its position is nobody else's.
  const auto path = "/proc/self/fd/" + std::to_string(memory_.fd());
  const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  const auto offset = reinterpret_cast<std::byte*>(cell(number).last_words) - memory_.data();
  if (::lseek(fd, offset, SEEK_SET) < 0) {
    ::close(fd);
    return -1;
  }
  return fd;
}

}  // namespace zato::process
