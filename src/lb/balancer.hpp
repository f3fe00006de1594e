// The load balancer as one object: it knows what is wanted (settings, members, operators' wishes) and makes HAProxy do
// it, with a reload only where the runtime API cannot. The watch feeds it, the agent asks it, app.cpp owns it. Fibers
// of one loop.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "lb/haproxy_process.hpp"
#include "lb/haproxy_stats.hpp"
#include "lb/state.hpp"
#include "lb/turn.hpp"

namespace zato::lb {

struct BalancerOptions {
  HaproxyOptions haproxy;
  std::chrono::milliseconds least_between_reloads{1000};
};

// One server as the agent shows it.
struct ServerView {
  std::string name;
  std::string address;
  std::uint16_t port = 0;
  Wish wish;
  bool leaving = false;
  std::string status;  // UP, DOWN, MAINT, DRAIN; UNKNOWN while HAProxy does not answer
  ProxyCounters counters;
};

class Balancer {
 public:
  Balancer(rt::Loop& loop, rt::ThreadPool& pool, HaproxyRuntime& runtime, BalancerOptions options, Settings settings);
  ~Balancer();

  // With the members of the last run until set_members() is called. A HAProxy that serves already is adopted.
  base::Result<void> start();
  void stop(std::chrono::milliseconds grace);  // HAProxy ends
  void hurry() noexcept { haproxy_.hurry(); }  // ends the grace of a stop() in progress
  void release();                              // HAProxy goes on
  void give_up();  // after a start that failed later on: HAProxy goes on if it served before us, else it ends

  // Takes effect by itself; what HAProxy does not accept is logged and leaves the running configuration. False: nothing
  // is new.
  bool set_members(std::vector<Member> members);

  // These return when the change is in effect. kNotFound: no such server.
  base::Result<void> set_wish(const std::string& server, const Wish& wish);
  base::Result<void> set_algorithm(const std::string& name);
  base::Result<void> set_settings(const Settings& settings);

  // Configuration as text. A custom one wins over the generated one until it is dropped.
  const std::string& source() const noexcept { return installed_; }
  bool source_is_custom() const noexcept { return wanted_.custom.has_value(); }
  base::Result<void> validate_source(const std::string& text);
  base::Result<void> save_source(const std::string& text);
  base::Result<void> drop_source();

  Settings settings() const;                                  // with the algorithm in effect
  std::optional<Wish> wish(const std::string& server) const;  // nothing: no such server
  std::vector<ServerView> servers();
  base::Result<Counters> counters();
  base::Result<std::map<std::string, std::string>> info();
  const HaproxyProcess& haproxy() const noexcept { return haproxy_; }
  int reloads() const noexcept { return reloads_; }

 private:
  struct Wanted {
    Settings settings;
    State state;
    std::optional<std::string> custom;
  };

  void remember();
  base::Result<void> first_config();
  base::Result<void> validate_text(const std::string& text);
  base::Result<void> write_config(const std::string& text);
  base::Result<void> change(const std::function<void(Wanted&)>& edit);
  base::Result<std::string> shape() const;
  base::Result<void> apply();
  base::Result<void> reload_with(const std::string& text);
  void apply_loop();
  base::Result<void> follow_with_file();
  base::Result<void> push(const std::vector<Server>& servers);
  void push_all();
  void note_loaded() const;
  std::string noted_loaded() const;
  void save_state_file();
  base::Result<void> save_custom_file();

  rt::Loop& loop_;
  HaproxyRuntime& runtime_;
  const BalancerOptions options_;
  const std::filesystem::path directory_;
  HaproxyProcess haproxy_;

  Wanted wanted_;
  Turn turn_;                       // guards what follows against fibers that wait for a reload
  std::string installed_;           // zato.config
  std::string loaded_;              // what HAProxy has read, as far as only a reload can change it
  std::string rejected_;            // said once in the log
  std::set<std::string> unusable_;  // names of members that cannot be configured; said once each
  base::MonotonicTime last_reload_{};
  int reloads_ = 0;

  rt::Event work_;
  rt::Event loop_gone_;
  bool loop_runs_ = false;
  bool brought_ = false;  // start() has started HAProxy, not found it
  bool stopping_ = false;
};

}  // namespace zato::lb
