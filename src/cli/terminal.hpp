// What commands do with a terminal: ask for secrets without showing them, know its width. And files that may be
// standard input.
#pragma once

#include <filesystem>
#include <string>

namespace zato::cli {

bool is_terminal(int fd) noexcept;

// Columns of the terminal that standard output is; 0 when it is none, so nothing is to be cut.
std::size_t terminal_width() noexcept;

// Asks twice, without showing what is typed. Exit code 12 when nobody sits there, or both differ.
std::string ask_secret(const std::string& question);

enum class Ending { kKept, kCut };  // of the last line
// "-" is standard input. Exit code 2 when the file cannot be read.
std::string read_file_or_stdin(const std::filesystem::path& path, Ending ending);

}  // namespace zato::cli
