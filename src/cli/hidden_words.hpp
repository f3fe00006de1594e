// Everybody on a machine may read the command lines of its processes: secrets given as words are overwritten as soon as
// they are read. Called by main().
#pragma once

namespace zato::cli {

void hide_secret_words(int argc, char** argv);

}  // namespace zato::cli
