#include "support/postgres.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "support/wait.hpp"

namespace zato::test {

namespace fs = std::filesystem;

namespace {

constexpr const char* kLog = "postgres.log";
const fs::path kBinaries = "/usr/lib/postgresql/15/bin";
constexpr auto kPatience = 30s;

// Runs in the child, between fork and exec: only calls that are safe there.
void become_postgres(const passwd* account) {
  if (account &&
      (::setgroups(1, &account->pw_gid) != 0 || ::setgid(account->pw_gid) != 0 || ::setuid(account->pw_uid) != 0))
    ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
}

const passwd* account_for_root() {
  if (::geteuid() != 0) return nullptr;
  const auto* account = ::getpwnam("postgres");
  if (!account) throw std::runtime_error("running as root and there is no user `postgres`");
  return account;
}

pid_t spawn(const std::vector<std::string>& command, const fs::path& output) {
  const auto* account = account_for_root();
  std::vector<char*> arguments;
  for (const auto& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
  arguments.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  const int log = ::open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  ::dup2(log, 1);
  ::dup2(log, 2);
  ::close(0);
  ::close_range(3, ~0U, 0);
  ::signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  become_postgres(account);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> out;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::ifstream stat(entry.path() / "stat");
    std::string line;
    if (!std::getline(stat, line)) continue;
    std::istringstream rest(line.substr(line.rfind(')') + 1));
    char state = 0;
    pid_t its_parent = 0;
    if (rest >> state >> its_parent && its_parent == parent) out.push_back(std::stoi(entry.path().filename()));
  }
  return out;
}

}  // namespace

Postgres::Postgres(PostgresOptions options) : options_(std::move(options)) {
  prepare_directory();
  run("initdb", "-D " + (directory_ / "data").string() +
                    " -U postgres --auth-local=trust --auth-host=scram-sha-256 --pwfile=" +
                    (directory_ / "password").string() + " -N --no-instructions -E UTF8 --locale=C --wal-segsize=1");
  start();
}

Postgres::~Postgres() {
  try {
    stop();
  } catch (const std::exception&) {
    signal_all(SIGKILL);
  }
}

void Postgres::prepare_directory() {
  std::ofstream(directory_ / "password") << password() << "\n";
  if (const auto* account = account_for_root()) {
    for (const auto& path : {directory_.path(), directory_ / "password"}) {
      if (::chown(path.c_str(), account->pw_uid, account->pw_gid) != 0)
        throw std::runtime_error("chown failed: " + path.string());
    }
  }
}

void Postgres::run(const std::string& program, const std::string& arguments) const {
  std::vector<std::string> command = {(kBinaries / program).string()};
  std::istringstream words(arguments);
  for (std::string word; words >> word;) command.push_back(word);
  const pid_t pid = spawn(command, directory_ / kLog);
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (status != 0) throw std::runtime_error(program + " failed:\n" + log_tails(directory_.path()));
}

void Postgres::start() {
  std::vector<std::string> command = {(kBinaries / "postgres").string(),
                                      "-D",
                                      (directory_ / "data").string(),
                                      "-p",
                                      std::to_string(port()),
                                      "-k",
                                      socket_directory()};
  std::vector<std::string> settings = {"listen_addresses=127.0.0.1", "fsync=off", "max_connections=100",
                                       "shared_buffers=16MB", "autovacuum=off"};
  settings.insert(settings.end(), options_.settings.begin(), options_.settings.end());
  for (const auto& setting : settings) command.insert(command.end(), {"-c", setting});
  pid_ = spawn(command, directory_ / kLog);
  wait_until_ready();
}

void Postgres::wait_until_ready() {
  wait_until("postgres is ready", kPatience, [this] {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      throw std::runtime_error("postgres ended at once:\n" + log_tails(directory_.path()));
    }
    // The eighth line of this file is the server's own word.
    std::ifstream file(directory_ / "data" / "postmaster.pid");
    std::string line;
    for (int i = 0; i < 8 && std::getline(file, line); ++i) {
    }
    return line.starts_with("ready");
  });
}

void Postgres::stop() {
  if (pid_ < 0) return;
  resume();
  ::kill(pid_, SIGINT);
  int status = 0;
  if (!eventually(kPatience, [&] { return ::waitpid(pid_, &status, WNOHANG) == pid_; })) {
    signal_all(SIGKILL);
    ::waitpid(pid_, &status, 0);
  }
  pid_ = -1;
}

void Postgres::pause() { signal_all(SIGSTOP); }
void Postgres::resume() { signal_all(SIGCONT); }

void Postgres::signal_all(int signal) const {
  if (pid_ < 0) return;
  const auto children = children_of(pid_);
  ::kill(pid_, signal);
  for (const auto child : children) ::kill(child, signal);
}

void Postgres::create_database(const std::string& name) {
  run("createdb", "-h " + socket_directory() + " -p " + std::to_string(port()) + " -U postgres " + name);
}

}  // namespace zato::test
