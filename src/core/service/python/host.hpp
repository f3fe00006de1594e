// Host: Python services as services of this worker. It starts the engine when the first file is loaded and carries
// calls between the loop, whose fibers wait, and the engine's thread. One per worker.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "rt/loop.hpp"
#include "service/invoker.hpp"
#include "service/python/engine.hpp"
#include "service/registry.hpp"

namespace zato::service::python {

class Host {
 public:
  class State;
  struct Options {
    std::string virtual_env = {};  // a directory; empty: none
    std::chrono::milliseconds block_warning{1000};
    std::string settings = "{}";  // JSON for the service API: where Redis and the server's files are
    using Crypt = std::function<base::Result<std::string>(const std::string&)>;
    // Called by Python's thread, as all that follows.
    Crypt encrypt = {}, decrypt = {};
    std::function<std::int64_t()> configuration = {};  // its sequence
    // A configuration object by its name, or by its id where that is not 0, as JSON; empty: there is none.
    std::function<std::string(std::string_view type, std::string_view name, std::int64_t id)> object = {};
    std::function<std::vector<std::string>(std::string_view type)> names = {};
  };

  // Both must live longer.
  Host(rt::Loop& loop, Invoker& invoker, Options options);
  ~Host();  // after stop()
  Host(const Host&) = delete;

  // Starts the engine, which the first file does otherwise. Fiber.
  base::Result<void> start();

  // The services of one file, ready for Registry::replace(). An error tells what is wrong with the file. Fiber.
  base::Result<std::vector<Entry>> load(const std::filesystem::path& file);

  // One state of all deployed files. Its services can be called as long as it lives.
  class View {
   public:
    struct File {
      std::string error;  // why it is not there; empty: it is
      std::vector<LoadedService> services;
    };
    ~View();
    View(const View&) = delete;

    const std::map<std::string, File, std::less<>>& files() const noexcept { return files_; }  // by name
    std::vector<Entry> entries(const std::string& file) const;  // for Registry::deploy()

   private:
    friend class Host;
    View() = default;

    std::weak_ptr<State> state_;
    std::weak_ptr<const View> self_;
    std::uint64_t number_ = 0;
    std::map<std::string, File, std::less<>> files_;
  };
  struct Changes {
    std::shared_ptr<const View> base = {};  // null: there is none yet
    std::vector<DeployedFile> changed = {};
    std::vector<std::string> removed = {};
    std::vector<DeployedFile> others = {};  // there to be imported
  };

  // A view that differs from `base` by these files; what imports them is executed as well. Files that fail say why in
  // the view. Fiber.
  base::Result<std::shared_ptr<const View>> prepare(Changes changes);

  // What Python finds outside requests from now on, such as in greenlets that go on for ever.
  void activate(const View& view);

  // How long Python's side has not come round to its other work; 0 without Python.
  std::chrono::nanoseconds blocked() const;

  // When the last call is over. False: Python is stuck, and this process must end without destructors.
  bool stop(std::chrono::milliseconds patience);

 private:
  std::shared_ptr<State> state_;
};

}  // namespace zato::service::python
