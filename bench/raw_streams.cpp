// Raw clients of a Redis stream, as the case `messages` compares with: each producer adds one entry at a time, each
// consumer reads one and acknowledges it. raw_streams PORT PASSWORD SECONDS CLIENTS BYTES -> entries acknowledged per
// second.
#include <hiredis/hiredis.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

using Context = std::unique_ptr<redisContext, decltype(&redisFree)>;
using Reply = std::unique_ptr<redisReply, decltype(&freeReplyObject)>;

constexpr const char* kStream = "bench:raw";

struct Client {
  Client(int port, const char* password) : context(redisConnect("127.0.0.1", port), &redisFree) {
    if (*password) ask("AUTH %s", password);
  }
  template <class... A>
  Reply ask(const char* format, A... arguments) {
    return {static_cast<redisReply*>(redisCommand(context.get(), format, arguments...)), &freeReplyObject};
  }
  Context context;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  const int port = std::atoi(argv[1]);
  const char* password = argv[2];
  const int clients = std::atoi(argv[4]);
  const std::string payload(static_cast<std::size_t>(std::atoi(argv[5])), 'x');
  Client admin(port, password);
  admin.ask("DEL %s", kStream);
  admin.ask("XGROUP CREATE %s g 0 MKSTREAM", kStream);

  std::atomic<bool> stop{false};
  std::atomic<long> acknowledged{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&] {
      Client client(port, password);
      while (!stop) client.ask("XADD %s * p %b", kStream, payload.data(), payload.size());
    });
    threads.emplace_back([&, i] {
      Client client(port, password);
      while (!stop) {
        const auto read = client.ask("XREADGROUP GROUP g c%d COUNT 1 BLOCK 100 STREAMS %s >", i, kStream);
        if (!read || read->type != REDIS_REPLY_ARRAY) continue;
        const char* id = read->element[0]->element[1]->element[0]->element[0]->str;
        const auto done = client.ask("XACK %s g %s", kStream, id);
        if (done && done->integer == 1) ++acknowledged;
      }
    });
  }
  std::this_thread::sleep_for(std::chrono::seconds(std::atoi(argv[3])));
  const long count = acknowledged;
  stop = true;
  for (auto& thread : threads) thread.join();
  admin.ask("DEL %s", kStream);
  std::printf("%.0f\n", static_cast<double>(count) / std::atof(argv[3]));
  return 0;
}
