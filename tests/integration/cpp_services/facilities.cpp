// What the platform offers: caches, Redis, locks, patterns, time, files of users, secrets, other services.
#include <atomic>

#include <zato/json.hpp>
#include <zato/simpleio.hpp>

namespace {

using zato::Json;
using namespace std::chrono_literals;

class Cached : public zato::Service {
  void handle() override {
    cache.set("customer.1", "Joan", 1min);
    cache.set("customer.2", zato::Dict{{"name", "Jan"}});
    cache.set("order.1", 5);
    const auto found = cache.by_prefix("customer.").get();
    const auto renamed = cache.by_regex("cust.*[0-9]").set("same").size();
    const auto any = cache.contains_any({"order", "nothing"}).keys().size();
    Json seen{{"text", cache.get("customer.1").value_or("")},  {"count", found.size()},
              {"name", found.at("customer.2")["name"].as_text()}, {"number", cache.find("order.1")->as_int()},
              {"renamed", renamed},                              {"other", cache["other"].has("order.1")},
              {"expires", cache.expire("order.1", 1ms)},         {"any", any}};
    while (cache.has("order.1")) (*this).sleep(1ms);
    seen["erased"] = cache.by_suffix(".1").erase().size();
    seen["left"] = cache.keys();
    cache.clear();
    seen["size"] = cache.size();
    response.payload = seen;
  }
};

class SharedCache : public zato::Service {
  void handle() override {
    cache.set("from-cpp", zato::Dict{{"name", "José"}, {"orders", zato::List<>{1, 2}}}, 1min);
    const auto found = cache.find("from-python");
    response.payload = Json{{"name", found ? (*found)["name"].as_text() : "nothing"}};
  }
};

// Fills a cache that holds three items.
class LimitedCache : public zato::Service {
  void handle() override {
    auto limited = cache["limited"];
    limited.clear();
    for (int number = 0; number < 5; ++number) limited.set("item." + std::to_string(number), number);
    limited.set("item.2", "again");
    limited.erase("item.3");
    limited.set("item.5", 5, 1min);
    limited.set("item.6", 6);
    Json seen{{"keys", limited.keys()}};
    try {
      limited.set("large", std::string(200, 'x'));
    } catch (const zato::CacheError& error) {
      seen["refused"] = std::string(error.what());
    }
    response.payload = seen;
  }
};

class KeyValue : public zato::Service {
  void handle() override {
    redis.del("planted:list");
    redis.set("planted", "value", {.expiry = 1min});
    redis.rpush("planted:list", "a");
    redis.rpush("planted:list", "b");
    kvdb.hset("planted:hash", "field", "x");
    Json seen{{"get", redis.get("planted").value_or("")},
              {"none", redis.get("planted:none").has_value()},
              {"again", redis.set("planted", "other", {.only_new = true})},
              {"list", redis.lrange("planted:list", 0, -1)},
              {"hash", kvdb.hgetall("planted:hash")},
              {"incr", redis.incr("planted:count", 5)},
              {"ttl", redis.ttl("planted").has_value()},
              {"ping", redis.command("PING").text}};
    redis.del("planted:count");
    for (const char* refused : {"FLUSHALL", "blpop", "MULTI"}) {
      try {
        redis.command(refused, "x", 0);
      } catch (const zato::RedisError& error) {
        seen["refused"].push_back(error.what());
      }
    }
    try {
      redis.incr("planted");
    } catch (const zato::RedisError& error) {
      seen["error"] = error.what();
    }
    response.payload = seen;
  }
};

class Locked : public zato::Service {
  void handle() override {
    std::string twice = "both";
    {
      const auto held = lock("one-at-a-time", 5s, 1s);
      try {
        const auto again = lock("one-at-a-time", 5s, 50ms);
      } catch (const zato::LockTimeout& error) {
        twice = error.what();
      }
    }
    const auto again = lock("one-at-a-time", 5s, 0s);
    response.payload = twice;
  }
};

class Flaky : public zato::Service {
  static inline std::atomic<int> tries = 0;
  void handle() override {
    if (++tries % 3 != 0) throw std::runtime_error("not yet");
    response.payload = "third time";
  }
};

class Slow : public zato::Service {
  void handle() override {
    (*this).sleep(300ms);
    response.payload = "slept";
  }
};

class Patterned : public zato::Service {
  static inline std::string told, final;

  void handle() override {
    if (channel->type == "fanout-on-target") {
      told = request.payload.bytes();
    } else if (channel->type == "fanout-on-final") {
      final = request.payload.bytes();
    } else if (request.payload == "look") {
      response.payload = final;
    } else {
      const auto before = zato::Time::utcnow();
      const auto answers = patterns.invoke_all({{"cpp.slow"}, {"cpp.slow"}, {"cpp.raise", R"({"what": "409"})"}, {"no.such.service"}});
      const bool together = zato::Time::utcnow() - before < 550ms;
      std::string conflict;
      try {
        answers[2].payload();
      } catch (const zato::Conflict& error) {
        conflict = error.what();
      }
      const auto group = patterns.fanout({{"demo.echo", R"({"a": 1})"}, {"cpp.raise", R"({"what": "404"})"}}, {.on_final = {"cpp.patterned"}, .on_target = {"cpp.patterned"}});
      response.payload = Json{{"together", together},
                              {"slept", std::string_view(answers[0].payload())},
                              {"conflict", conflict},
                              {"unknown", answers[3].ok()},
                              {"retried", std::string_view(patterns.invoke_retry("cpp.flaky", {}, {.pause = 10ms}))},
                              {"group", group}};
    }
  }
};

class Clock : public zato::Service {
  void handle() override {
    const auto summer = *zato::parse_date_time("2026-07-01T12:00:00Z");
    const auto winter = *zato::parse_date_time("2026-01-01T12:00:00Z");
    std::string unknown;
    try {
      time.now("Mars/Olympus");
    } catch (const zato::ValueError& error) {
      unknown = error.what();
    }
    response.payload = Json{{"summer", time.in_zone(summer, "Europe/Warsaw").text()},
                            {"winter", time.in_zone(winter, "America/New_York").format("YYYY-MM-DD HH:mm ZZ ZZZ")},
                            {"utc", time.in_zone(winter, "UTC").text()},
                            {"today", zato::to_text(time.today("UTC")) == time.utcnow("YYYY-MM-DD")},
                            {"local", time.now().text().size()},
                            {"unknown", unknown}};
  }
};

class Settings : public zato::Service {
  void handle() override {
    const auto& crm = user_config["my_conf"]["crm"];
    response.payload = Json{{"host", crm["host"].as_text()},
                            {"port", crm["port"].as_int()},
                            {"on", crm["on"].as_bool()},
                            {"missing", user_config.get("my_conf", "crm", "missing", 7).as_int()}};
  }
};

class Secrets : public zato::Service {
  void handle() override {
    const auto hidden = crypto.encrypt("planted-text");
    bool refused = false;
    try {
      crypto.decrypt("nothing of ours");
    } catch (const zato::CryptoError&) {
      refused = true;
    }
    response.payload = Json{{"hidden", hidden.find("planted") == std::string::npos}, {"opened", crypto.decrypt(hidden).reveal()}, {"refused", refused}};
  }
};

class Failing : public zato::Service {
  void handle() override {
    Json seen = Json::object();
    const auto note = [&](const std::string& service, const std::string& payload) {
      try {
        invoke(service, payload);
      } catch (const zato::NotFound& error) {
        seen[service + payload] = std::string("NotFound: ") + error.what();
      } catch (const zato::InvokeError& error) {
        seen[service + payload] = std::string("InvokeError: ") + error.what();
      }
    };
    note("no.such.service", "");
    note("cpp.raise", R"({"what":"404"})");
    note("cpp.raise", R"({"what":"bug"})");
    response.payload = seen;
  }
};

template <class T>
class OnThread : public T {};

const zato::Register<Cached> cached("cpp.cached");
const zato::Register<SharedCache> shared_cache("cpp.shared-cache");
const zato::Register<LimitedCache> limited_cache("cpp.limited-cache");
const zato::Register<KeyValue> key_value("cpp.key-value");
const zato::Register<Locked> locked("cpp.locked");
const zato::Register<OnThread<KeyValue>> key_value_on_thread("cpp.key-value-on-thread", {.execution = zato::Execution::kThread});
const zato::Register<OnThread<Locked>> locked_on_thread("cpp.locked-on-thread", {.execution = zato::Execution::kThread});
const zato::Register<Flaky> flaky("cpp.flaky");
const zato::Register<Slow> slow("cpp.slow");
const zato::Register<Patterned> patterned("cpp.patterned");
const zato::Register<Clock> clock_("cpp.clock");
const zato::Register<Settings> settings("cpp.settings");
const zato::Register<Secrets> secrets("cpp.secrets");
const zato::Register<Failing> failing("cpp.failing");

}  // namespace
