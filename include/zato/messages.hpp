// Asynchronous invocation: self.invoke_async() hands a message to the cluster's broker, which keeps it until one worker
// of the cluster has run the service, whoever dies meanwhile (docs/messages.md). It may run more than once, then with a
// higher `delivery.attempt`.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace zato {

// Texts that travel from a service to those it invokes.
using Environ = std::map<std::string, std::string, std::less<>>;

struct AsyncOptions {
  // Services that get the answer as their payload, each by an asynchronous invocation of its own, once the service has
  // succeeded. Left empty, <name of this service>-async-callback is used where there is such a service.
  std::vector<std::string> callbacks = {};
  std::chrono::milliseconds delay{0};       // not before so long from now
  std::chrono::milliseconds expiration{0};  // not later than so long from now; 0: however late
  // Of two invocations with the same key, the second is not made: it returns the cid of the first. The service finds
  // the key in `delivery`, so that it can make the effects of a repeated delivery vanish.
  std::string idempotency_key = {};
  std::string target = {};  // a server's name; "*": once on each server; empty: on any one worker of the cluster
  Environ environ = {};
  std::string data_format = {};
  std::string channel = "invoke-async";  // the type of channel that the service sees
  std::string cid = {};                  // empty: a new one
};

// What a service that runs asynchronously knows of its message. `id` is empty in all others.
struct Delivery {
  std::string id = {};  // of the message, the same at each attempt and when it is replayed
  unsigned attempt = 0;
  std::string idempotency_key = {};
  std::string in_reply_to = {};  // callbacks: cid of the invocation that was answered
  std::string callback = {};     // callbacks of Python: the method or function that wants the answer

  // The inbox: effects in a database happen once however often a message is delivered, because the transaction that
  // makes them also notes the message in the table zato_inbox. `execute` runs one SQL statement in that transaction and
  // returns how many rows it touched. False: an earlier delivery has committed, nothing is left to do.
  //
  //   transaction.begin();
  //   if (delivery.is_first([&](const std::string& sql) { return transaction.execute(sql); })) …the effect…
  //   transaction.commit();
  //
  // Of SQLite or PostgreSQL, where kCreateInbox has been run once. Where nothing was delivered it is always true.
  template <class Execute>
  bool is_first(Execute&& execute) const {
    return id.empty() || execute(inbox_note()) == 1;
  }
  std::string inbox_note() const;  // the statement
};

inline constexpr const char* kCreateInbox =
    "CREATE TABLE IF NOT EXISTS zato_inbox (message TEXT NOT NULL PRIMARY KEY, "
    "received_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)";

// Keys and ids are spelled so that they need no parameter, which each driver writes in its own way. Python says the
// same (zato/_host/asynchronous.py).
inline std::string Delivery::inbox_note() const {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string name;
  for (const char c : idempotency_key.empty() ? "id/" + id : "key/" + idempotency_key) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                       c == '/' || c == '-' || c == '_' || c == '.' || c == '@';
    if (plain) {
      name += c;
    } else {
      name += {'~', kDigits[byte / 16], kDigits[byte % 16]};
    }
  }
  return "INSERT INTO zato_inbox (message) VALUES ('" + name + "') ON CONFLICT DO NOTHING";
}

}  // namespace zato
