#include "server/channels/bodies.hpp"

#include "base/charset.hpp"
#include "base/text.hpp"
#include "http/gzip.hpp"
#include "http/status_map.hpp"
#include "log/log.hpp"

namespace zato::server {
namespace {

constexpr log::Logger kLog{"zato.server.rest"};

int status_of(base::Code code) {
  if (code == base::Code::kResourceExhausted) return 413;
  return code == base::Code::kUnavailable ? 503 : 400;
}

void encode(const Channel& channel, const http::Request& request, http::Response& response) {
  auto text = base::from_utf8(response.body, channel.config.data_encoding);
  if (!text) {
    kLog.error("{} - REST channel {}: the answer: {}", request.cid, channel.config.name, text.error().message);
    return http::set_error(response, 500, channel.format, request.cid, "The answer cannot be written in the character set of the channel");
  }
  response.body = std::move(*text);
  if (response.content_type.find("charset") == std::string::npos) response.content_type += "; charset=" + channel.config.data_encoding;
}

}  // namespace

bool Bodies::Unpacked::unpack(const Channel& channel, http::Request& request, http::Response& response) {
  return request.body.empty() || (decompress(channel, request, response) && (!channel.recodes || recode(channel, request, response)));
}

bool Bodies::Unpacked::recode(const Channel& channel, http::Request& request, http::Response& response) {
  // A character has at most four bytes in UTF-8.
  const auto most = request.body.size() * 4;
  auto text = share_.resize(plain_.size() + most) ? base::to_utf8(request.body, channel.config.data_encoding)
                                                  : base::fail(base::Code::kUnavailable, "Too many request bodies are in memory, try again later");
  if (!text) {
    http::set_error(response, status_of(text.error().code), channel.format, request.cid, text.error().message);
    return false;
  }
  plain_ = std::move(*text);
  (void)share_.resize(plain_.size());
  request.body = plain_;
  return true;
}

bool Bodies::Unpacked::decompress(const Channel& channel, http::Request& request, http::Response& response) {
  const auto coding = request.header("Content-Encoding");
  if (coding.empty() || base::iequals(coding, "identity")) return true;
  if (!base::iequals(coding, "gzip") && !base::iequals(coding, "x-gzip")) {
    http::set_error(response, 415, channel.format, request.cid, "Bodies may be compressed with gzip only");
    (void)response.set_header("Accept-Encoding", "gzip");
    return false;
  }
  auto plain = http::gunzip(request.body, bodies_.options_.limit, [&](std::size_t bytes) { return share_.resize(bytes); });
  if (!plain) {
    http::set_error(response, status_of(plain.error().code), channel.format, request.cid, plain.error().message);
    return false;
  }
  plain_ = std::move(*plain);
  request.body = plain_;
  // Services get what the sender meant, so they must not be told that it is compressed.
  std::erase_if(request.fields, [](const http::Field& field) { return base::iequals(field.name, "Content-Encoding"); });
  return true;
}

void pack(const Channel& channel, const http::Request& request, http::Response& response) {
  if (channel.recodes) encode(channel, request, response);
  if (channel.config.content_encoding != "gzip") return;
  (void)response.add_header("Vary", "Accept-Encoding");
  const bool has_body = !response.body.empty() && response.status != 204 && response.status != 304;
  if (!has_body || !response.header("Content-Encoding").empty() || !http::accepts_gzip(request.header("Accept-Encoding"))) return;
  response.body = http::gzip(response.body);
  (void)response.set_header("Content-Encoding", "gzip");
}

}  // namespace zato::server
