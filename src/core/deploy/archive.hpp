// Archives of deployed files: .zip, .tar.gz, .tgz. Every way in unpacks them first thing; from then on they are the files
// that were in them. The reader is a library of its own (archive_reader.cpp), loaded when the first archive comes: what
// it needs for its many formats is not for every process to carry.
#pragma once

#include "deploy/files.hpp"

namespace zato::deploy {

// By the end of the name.
bool is_archive(std::string_view file) noexcept;

// The files of services in it, in its order, each with the signature beside it (crm.py.sig); everything else in it is
// left out. kInvalidArgument: a name that leads elsewhere, a link or a device, no archive, nothing to deploy.
// kResourceExhausted: more, or larger, than the limits allow, counting what is left out.
base::Result<std::vector<File>> unpack(const File& archive, const Limits& limits);

// The same for all archives among `files`, whose limits hold for each of them.
base::Result<void> unpack_archives(std::vector<File>& files, const Limits& limits);

// What the library has: from the bytes to whatever is in there.
struct Entry {
  std::string name;
  std::string bytes;
};
using ArchiveReader = base::Result<std::vector<Entry>> (*)(std::string_view bytes, const Limits& limits);
inline constexpr const char* kArchiveReader = "zato_archive_reader";

}  // namespace zato::deploy
