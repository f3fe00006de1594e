// The border between the worker and the engine that runs Python services. The engine is a library of its own, loaded
// when the first Python service is (docs/design/0010); it sees nothing of the server but this header, and the server
// nothing of CPython.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "service/async.hpp"
#include "zato/runtime.hpp"

namespace zato::service::python {

// One call of a Python service. The loop makes it and waits for it; the engine reads it, fills in `outcome` and gives
// it back. Both own it: who waits may give up.
struct Job {
  virtual ~Job() = default;

  std::uint64_t service = 0;  // as the engine numbered it
  std::uint64_t view = 0;     // of the deployed files that the service belongs to; 0: none
  std::string cid;
  const zato::Channel* channel = nullptr;
  zato::Request request;
  zato::Environ environ;
  zato::Delivery delivery;
  zato::Outcome outcome;
};

// What the engine asks of the worker. Any thread.
class Platform {
 public:
  virtual bool log_enabled(zato::LogLevel level) const noexcept = 0;
  virtual void log(zato::LogLevel level, std::string_view logger, std::string_view cid, std::string_view text) = 0;

  virtual void ended(std::shared_ptr<Job> job) = 0;

  enum class Kind { kUnknown, kInactive, kPython, kOther };
  struct Target {
    Kind kind = Kind::kUnknown;
    std::uint64_t service = 0;               // kPython
    std::shared_ptr<const void> entry = {};  // of the registry
  };
  // As the request that `from` works for found the services when it came; null: as they are now.
  virtual Target find(const Job* from, std::string_view service) const = 0;

  // A Python service invokes another one without leaving Python: it counts as any other call.
  virtual void nested_started(const Target& target) = 0;
  virtual void nested_ended(const Target& target, std::string_view cid, std::chrono::nanoseconds took,
                            const zato::Failure& failure) = 0;

  // Runs a service on the loop on behalf of `from` (null: of nobody), `depth` nested calls further down. Its outcome
  // comes to Engine::answer() under `ticket`.
  struct Invocation {
    std::shared_ptr<Job> from;
    unsigned depth = 0;
    std::string service;
    std::string cid;
    zato::Payload payload;
    zato::InvokeOptions options;
    std::uint64_t ticket = 0;
  };
  virtual void invoke(Invocation&& invocation) = 0;

  // Leaves a service to the broker. The cid comes to Engine::answer() as the payload of an outcome.
  virtual void invoke_async(AsyncInvocation&& invocation, std::uint64_t ticket) = 0;

  // Calls an outgoing connection on the loop. Its outcome comes to Engine::answer() under `ticket`.
  struct Rest {
    std::shared_ptr<Job> from;
    std::string cid;
    std::string connection;
    zato::RestCall call;
    std::uint64_t ticket = 0;
  };
  virtual void rest(Rest&& rest) = 0;

  // Values that services see encrypted, and nobody else can open.
  virtual base::Result<std::string> encrypt(const std::string& plain) const = 0;
  virtual base::Result<std::string> decrypt(const std::string& encrypted) const = 0;

  // Another number, another configuration.
  virtual std::int64_t configuration() const = 0;
  // A configuration object by its name, or by its id where that is not 0, as JSON with secrets; empty: there is none.
  virtual std::string object(std::string_view type, std::string_view name, std::int64_t id) const = 0;
  virtual std::vector<std::string> names(std::string_view type) const = 0;

 protected:
  ~Platform() = default;
};

struct LoadedService {
  std::uint64_t number = 0;
  std::string name;
  std::string impl_name;
};

// A file of services that was deployed, one version of it.
struct DeployedFile {
  std::string name;                           // as it was deployed: "crm.py"
  std::filesystem::path path;                 // what tracebacks and __file__ call it; nothing need be there
  std::shared_ptr<const std::string> source;  // its bytes
};

// A new state of all deployed files beside the one that is in force: a view.
struct Preparation {
  std::uint64_t view = 0;                    // its number, which no other one had
  std::uint64_t base = 0;                    // the view that it differs from; 0: there is none yet
  std::vector<DeployedFile> changed = {};    // to be executed, and with them those of the base that import them
  std::vector<std::string> removed = {};     // names
  std::vector<DeployedFile> others = {};     // there to be imported; executed when they are, or when they import a changed one
};

struct ExecutedFile {
  std::string name;
  std::string error;  // why it is not there; empty: it is
  std::vector<LoadedService> services;
};

// CPython under gevent in one thread of its own. All functions return at once and may be called from any thread.
class Engine {
 public:
  struct Options {
    std::filesystem::path packages;  // holds the package `zato`
    std::string virtual_env;         // empty: none
    std::string settings;            // of the server, for Python's side: JSON, with secrets
    std::chrono::milliseconds block_warning{1000};
    std::function<void(base::Result<void>)>
        started;  // called in the engine's thread; after an error the engine does nothing
  };

  virtual ~Engine() = default;

  // Executes a file of services. Called back in the engine's thread.
  using Loaded = std::function<void(base::Result<std::vector<LoadedService>>)>;
  virtual void load(const std::filesystem::path& file, Loaded loaded) = 0;

  // Executes what a view has that its base has not. A file that fails is in the outcome; an error is the engine's.
  using Prepared = std::function<void(base::Result<std::vector<ExecutedFile>>)>;
  virtual void prepare(Preparation preparation, Prepared prepared) = 0;
  virtual void activate(std::uint64_t view) = 0;
  virtual void forget(std::uint64_t view) = 0;  // nobody calls its services any more

  virtual void submit(std::shared_ptr<Job> job) = 0;
  virtual void answer(std::uint64_t ticket, zato::Outcome&& outcome) = 0;
  virtual void answer(std::uint64_t ticket, zato::RestOutcome&& outcome) = 0;

  // How long the hub has not come round: one greenlet keeps it for itself.
  virtual std::chrono::nanoseconds blocked() const = 0;

  // Ends the thread. False: a service kept it busy until `patience` was over, and the thread still runs; then neither
  // engine nor platform may be destroyed. This one waits.
  virtual bool stop(std::chrono::milliseconds patience) = 0;
};

inline constexpr const char* kEngineEntry = "zato_python_engine";
using EngineEntry = Engine* (*)(Platform& platform, const Engine::Options& options);  // starts the thread

}  // namespace zato::service::python
