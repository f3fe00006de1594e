// The engine: CPython and its thread (../engine.hpp). The entry of libzato-python.so.
#include <pthread.h>
#include <pybind11/embed.h>

#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "service/python/engine/interpreter.hpp"
#include "service/python/engine/session.hpp"
#include "service/python/engine/watch.hpp"

namespace py = pybind11;

namespace zato::service::python {
namespace {

Session* g_session = nullptr;

class GeventEngine final : public Engine {
 public:
  GeventEngine(Platform& platform, const Options& options) : session_{platform, options, {}, {0}, options.started} {
    g_session = &session_;
    ended_ = ending_.get_future();
    thread_ = std::thread([this] {
      ::pthread_setname_np(::pthread_self(), "python");
      run();
      ending_.set_value();
    });
  }

  ~GeventEngine() override { watch_.reset(); }

  void load(const std::filesystem::path& file, Loaded loaded) override {
    session_.queue.push(std::make_shared<Loading>(Loading{file, std::move(loaded)}));
  }
  void prepare(Preparation preparation, Prepared prepared) override {
    session_.queue.push(std::make_shared<Preparing>(Preparing{std::move(preparation), std::move(prepared)}));
  }
  void activate(std::uint64_t view) override { session_.queue.push(Activate{view}); }
  void forget(std::uint64_t view) override { session_.queue.push(Forget{view}); }
  void submit(std::shared_ptr<Job> job) override {
    ++session_.in_flight;
    session_.queue.push(std::move(job));
  }
  void answer(std::uint64_t ticket, zato::Outcome&& outcome) override {
    session_.queue.push(Answer{ticket, std::move(outcome)});
  }
  void answer(std::uint64_t ticket, zato::RestOutcome&& outcome) override {
    session_.queue.push(RestAnswer{ticket, std::move(outcome)});
  }
  std::chrono::nanoseconds blocked() const override { return Watch::blocked(session_); }

  bool stop(std::chrono::milliseconds patience) override {
    if (!thread_.joinable()) return true;
    session_.queue.push(Stop{});
    if (ended_.wait_for(patience) != std::future_status::ready) return false;
    thread_.join();
    watch_.reset();
    return true;
  }

 private:
  // CPython is never finalised: libraries that services import do not stand it, and the process ends soon.
  void run() {
    if (auto begun = start_interpreter(session_.options.packages, session_.options.virtual_env); !begun)
      return session_.on_started(std::move(begun));
    {
      watch_.emplace(session_);
      try {
        py::module_::import("zato._host.start").attr("run")();
      } catch (const std::exception& error) {
        if (!session_.started)
          session_.on_started(
              base::fail(base::Code::kUnsupported, std::string("Python services cannot run: ") + error.what()));
        else
          session_.platform.log(zato::LogLevel::kError, "zato.server.python", {},
                                std::string("Python ended: ") + error.what());
      }
    }
    PyEval_SaveThread();
  }

  Session session_;
  std::optional<Watch> watch_;
  std::promise<void> ending_;
  std::future<void> ended_;
  std::thread thread_;
};

}  // namespace

Session& session() { return *g_session; }

}  // namespace zato::service::python

extern "C" [[gnu::visibility("default")]] zato::service::python::Engine* zato_python_engine(
    zato::service::python::Platform& platform, const zato::service::python::Engine::Options& options) {
  return new zato::service::python::GeventEngine(platform, options);
}
