#include "server/channels/envelope.hpp"

#include <gtest/gtest.h>

namespace zato::server {
namespace {

TEST(Envelope, OfPingIsThatOfTheHighAvailabilityGuide) {
  EXPECT_EQ(in_envelope("zato.ping", "K320539453722916924772131370942490069006", R"({"pong": "zato"})"),
            R"({"zato_env": {"details": "", "result": "ZATO_OK", "cid": "K320539453722916924772131370942490069006"}, )"
            R"("zato_ping_response": {"pong": "zato"}})");
}

TEST(Envelope, NamesItsElementAfterTheService) {
  EXPECT_NE(in_envelope("zato.http-soap.get-list", "K1", "[]").find(R"("zato_http_soap_get_list_response": [])"), std::string::npos);
}

TEST(Envelope, AnEmptyAnswerIsAnEmptyText) {
  EXPECT_TRUE(in_envelope("zato.x", "K1", "").ends_with(R"("zato_x_response": ""})"));
}

}  // namespace
}  // namespace zato::server
