// libzato-archive.so: reads archives with libarchive (archive.hpp). The only file that knows it.
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <memory>

#include "deploy/archive.hpp"

namespace zato::deploy {
namespace {

using base::Code;
using base::fail;
using base::Result;

struct Free {
  void operator()(archive* from) const noexcept { archive_read_free(from); }
};
using Archive = std::unique_ptr<archive, Free>;

base::Failure damaged(archive* from) {
  const char* why = archive_error_string(from);
  return fail(Code::kInvalidArgument, std::string("it cannot be read: ") + (why ? why : "it is damaged"));
}

// Appends to `bytes`, no more than `most`.
Result<void> read_data(archive* from, std::string& bytes, std::size_t most) {
  char buffer[65536];
  while (true) {
    const auto size = archive_read_data(from, buffer, sizeof buffer);
    if (size < 0) return damaged(from);
    if (size == 0) return {};
    bytes.append(buffer, static_cast<std::size_t>(size));
    if (bytes.size() > most) return fail(Code::kResourceExhausted, "what is in it is larger than is allowed");
  }
}

// Sizes that an archive claims are not believed: what comes out is counted.
Result<std::vector<Entry>> read(std::string_view bytes, const Limits& limits) {
  const Archive from(archive_read_new());
  archive_read_support_format_zip(from.get());
  archive_read_support_format_tar(from.get());
  archive_read_support_filter_gzip(from.get());
  if (archive_read_open_memory(from.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) return damaged(from.get());
  std::vector<Entry> entries;
  std::size_t count = 0, total = 0;
  archive_entry* entry = nullptr;
  int step = ARCHIVE_OK;
  while ((step = archive_read_next_header(from.get(), &entry)) == ARCHIVE_OK || step == ARCHIVE_WARN) {
    if (++count > limits.files)
      return fail(Code::kResourceExhausted, "more than " + std::to_string(limits.files) + " files are in it");
    const char* name = archive_entry_pathname(entry);
    if (!name) return fail(Code::kInvalidArgument, "a name in it cannot be read");
    const auto type = archive_entry_filetype(entry);
    if (archive_entry_hardlink(entry) || (type != AE_IFREG && type != AE_IFDIR))
      return fail(Code::kInvalidArgument, "there is a link or a device in it, which is not deployed");
    Entry one{.name = name, .bytes = {}};
    const auto most = std::min(limits.file_bytes, limits.total_bytes - total);
    if (auto done = read_data(from.get(), one.bytes, most); !done) return fail(std::move(done.error()));
    total += one.bytes.size();
    if (type == AE_IFREG) entries.push_back(std::move(one));
  }
  if (step != ARCHIVE_EOF) return damaged(from.get());
  return entries;
}

}  // namespace
}  // namespace zato::deploy

extern "C" [[gnu::visibility("default")]] zato::deploy::ArchiveReader zato_archive_reader() {
  return &zato::deploy::read;
}
