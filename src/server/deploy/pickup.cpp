#include "server/deploy/pickup.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "base/text.hpp"
#include "deploy/archive.hpp"
#include "log/log.hpp"
#include "rt/loop.hpp"

namespace zato::server {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;

constexpr log::Logger kLog{"zato.server.pickup"};
constexpr auto kBetweenLooks = 100ms;
constexpr auto kBetweenTries = 2s;  // to watch a directory that is not there, to reach an ODB that is away
constexpr std::string_view kSignature = ".sig";

bool is_safe(const struct stat& facts) {
  return (facts.st_uid == ::geteuid() || facts.st_uid == 0) && (facts.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

std::string said_of(const struct stat& facts) {
  char mode[8];
  std::snprintf(mode, sizeof mode, "%04o", facts.st_mode & 07777U);
  return "owner " + std::to_string(facts.st_uid) + ", mode " + mode;
}

bool read_all(int fd, std::string& bytes, std::size_t limit) {
  char buffer[65536];
  while (true) {
    const auto size = ::read(fd, buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return size == 0;
    bytes.append(buffer, static_cast<std::size_t>(size));
    if (bytes.size() > limit) return true;  // whoever checks sizes says so
  }
}

}  // namespace

void Pickup::run() {
  if (options_.settings.pickup_dir.empty()) return;
  bool said = false;
  while (!stopping_.is_set() && !watch()) {
    if (!std::exchange(said, true))
      kLog.warning("pickup directory {} cannot be watched: {}", options_.settings.pickup_dir.string(),
                   std::strerror(errno));
    stopping_.wait(rt::Deadline::after(kBetweenTries));
  }
  add_all_there();
  while (!stopping_.is_set()) {
    const bool more = heard();
    if (!more && !pending_.empty()) deploy_pending();  // what is copied together is deployed together
    stopping_.wait(rt::Deadline::after(kBetweenLooks));
  }
}

bool Pickup::watch() {
  base::UniqueFd fd(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!fd || ::inotify_add_watch(fd.get(), options_.settings.pickup_dir.c_str(),
                                 IN_CLOSE_WRITE | IN_MOVED_TO | IN_ATTRIB | IN_ONLYDIR) < 0)
    return false;
  inotify_ = std::move(fd);
  kLog.info("files in {} are deployed", options_.settings.pickup_dir.string());
  return true;
}

// Whether something has happened since. A file is looked at once it is closed; one that is still open for writing is
// not read even then (take()).
bool Pickup::heard() {
  alignas(inotify_event) char buffer[16384];
  bool any = false;
  while (true) {
    const auto size = ::read(inotify_.get(), buffer, sizeof buffer);
    if (size <= 0) return any;
    any = true;
    for (ssize_t at = 0; at < size;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      if (event->mask & IN_Q_OVERFLOW) add_all_there();
      std::string name = event->len > 0 ? event->name : "";
      if (name.ends_with(kSignature)) name.resize(name.size() - kSignature.size());
      if (!name.empty() && !(event->mask & IN_ISDIR)) pending_.insert(name);
    }
  }
}

void Pickup::add_all_there() {
  std::error_code error;
  for (const auto& item : fs::directory_iterator(options_.settings.pickup_dir, error)) {
    const auto name = item.path().filename().string();
    if (!name.ends_with(kSignature) && !item.is_directory(error)) pending_.insert(name);
  }
}

bool Pickup::directory_is_safe() const {
  struct stat facts {};
  if (::stat(options_.settings.pickup_dir.c_str(), &facts) != 0) return false;
  if (is_safe(facts)) return true;
  kLog.error("ALARM: pickup directory {} is ignored, others may write to it ({})",
             options_.settings.pickup_dir.string(), said_of(facts));
  return false;
}

Pickup::Taken Pickup::take(const std::string& name, deploy::File& file) const {
  const auto path = options_.settings.pickup_dir / name;
  const base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!fd) {
    if (errno != ENOENT)
      kLog.error("ALARM: {} in the pickup directory is ignored: {}", path.string(),
                 errno == ELOOP ? "it is a symbolic link" : std::strerror(errno));
    return Taken::kNever;
  }
  struct stat facts {};
  if (::fstat(fd.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
    kLog.error("ALARM: {} in the pickup directory is ignored: it is not a regular file", path.string());
    return Taken::kNever;
  }
  if (!is_safe(facts)) {
    kLog.error("ALARM: {} in the pickup directory is ignored: others may write to it ({})", path.string(),
               said_of(facts));
    return Taken::kNever;
  }
  // The kernel gives a lease only while nobody has the file open for writing. Where it gives none to anybody (other
  // file systems), the event that the file was closed must do.
  ::fcntl(fd.get(), F_SETSIG, SIGURG);  // who opens it for writing meanwhile must not end this process
  if (::fcntl(fd.get(), F_SETLEASE, F_RDLCK) != 0 && errno == EAGAIN) return Taken::kLater;
  file.name = name;
  if (!read_all(fd.get(), file.bytes, static_cast<std::size_t>(options_.settings.max_file_bytes))) return Taken::kNever;
  return Taken::kFile;
}

// Old files that lie there when a server starts bring no old code back.
bool Pickup::is_wanted(const deploy::File& file, bool at_start) const {
  const auto known = options_.known(file.name, deploy::digest_of(file.bytes));
  if (!known) return true;  // deploying it will say what is wrong
  if (*known == Options::Known::kInForce) return false;
  if (*known == Options::Known::kNo || !at_start) return true;
  kLog.info("{} in the pickup directory was deployed once, and something newer since: it is left alone", file.name);
  return false;
}

void Pickup::deploy_pending() {
  const bool at_start = std::exchange(at_start_, false);
  auto names = std::exchange(pending_, {});
  std::erase_if(names, [](const std::string& name) {
    return name.front() == '.' || name.ends_with('~') || name.ends_with(".swp") || name.ends_with(".pyc");
  });
  if (names.empty() || !directory_is_safe()) return;
  std::vector<deploy::File> files;
  for (const auto& name : names) {
    const bool archive = deploy::is_archive(name);
    if (const auto checked = archive ? base::Result<void>() : deploy::check_name(name); !checked) {
      kLog.warning("{} in the pickup directory is ignored: {}", options_.settings.pickup_dir.string(),
                   checked.error().message);
      continue;
    }
    deploy::File file;
    const auto taken = take(name, file);
    if (taken != Taken::kFile) continue;  // one that is still written is heard of again when it is closed
    if (archive) {
      if (open_archive(file, at_start, files)) archives_.insert(name);
      continue;
    }
    deploy::File signature;
    if (fs::exists(options_.settings.pickup_dir / (name + std::string(kSignature))) &&
        take(name + std::string(kSignature), signature) == Taken::kFile)
      file.signature = std::move(signature.bytes);
    if (is_wanted(file, at_start)) files.push_back(std::move(file));
  }
  if (!files.empty()) deploy(std::move(files));
  archives_.clear();
}

// Adds those of its files that are wanted.
bool Pickup::open_archive(const deploy::File& archive, bool at_start, std::vector<deploy::File>& files) {
  auto inside =
      deploy::unpack(archive, {.file_bytes = static_cast<std::size_t>(options_.settings.max_file_bytes)});
  if (!inside) {
    kLog.error("{} in the pickup directory cannot be deployed: {}", archive.name, inside.error().text());
    return false;
  }
  for (auto& file : *inside) {
    const bool twice = std::ranges::find(files, file.name, &deploy::File::name) != files.end();
    if (!twice && is_wanted(file, at_start)) files.push_back(std::move(file));
  }
  return true;
}

// Files that need each other come together; a bad one among them keeps no others back.
void Pickup::deploy(std::vector<deploy::File> files) {
  if (deploy_once(files) || files.size() == 1) return;
  std::ranges::sort(files, deploy::comes_before, &deploy::File::name);
  for (auto& file : files) {
    if (!stopping_.is_set()) static_cast<void>(deploy_once({std::move(file)}));
  }
}

bool Pickup::deploy_once(const std::vector<deploy::File>& files) {
  std::vector<std::string> names;
  for (const auto& file : files) names.push_back(file.name);
  const auto text = base::join(names, ", ");
  const auto deployed = options_.deploy(files);
  if (!deployed) {
    if (deployed.error().code == base::Code::kUnavailable) {  // nothing is wrong with them
      pending_.insert(names.begin(), names.end());
      pending_.insert(archives_.begin(), archives_.end());
      stopping_.wait(rt::Deadline::after(kBetweenTries));
      return true;
    }
    kLog.error("{} in the pickup directory cannot be deployed: {}", text, deployed.error().text());
    return false;
  }
  kLog.info("{} in the pickup directory is deployed", text);
  if (!options_.settings.delete_after_pickup) return true;
  std::error_code ignored;
  names.insert(names.end(), archives_.begin(), archives_.end());
  for (const auto& name : names) {
    fs::remove(options_.settings.pickup_dir / name, ignored);
    fs::remove(options_.settings.pickup_dir / (name + std::string(kSignature)), ignored);
  }
  return true;
}

}  // namespace zato::server
