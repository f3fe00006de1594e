// TLS 1.2+ over any ByteStream, with OpenSSL 3 (known to tls.cpp only). Server and client side, mutual authentication.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "rt/stream.hpp"

namespace zato::rt {

// Files are PEM. Shared by all streams made from it; immutable after construction.
class TlsContext {
 public:
  struct Options {
    std::filesystem::path certificate = {};   // own chain; empty: none (clients only)
    std::filesystem::path private_key = {};
    std::filesystem::path ca_certificates = {};  // what peers are verified against; empty: the system's store
    std::string certificate_text = {};           // instead of the files: certificates and private key in one
    std::string ca_certificates_text = {};
    bool verify_peer = true;                  // server side: a client certificate is required
  };
  static base::Result<std::shared_ptr<const TlsContext>> server(const Options& options);
  static base::Result<std::shared_ptr<const TlsContext>> client(const Options& options);

  struct State;
  explicit TlsContext(std::unique_ptr<State> state);
  ~TlsContext();
  const State& state() const noexcept { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

class TlsStream final : public ByteStream {
 public:
  // `server_name` (client side): verified against the certificate and sent as SNI; empty: the name is not checked.
  TlsStream(std::shared_ptr<const TlsContext> context, std::unique_ptr<ByteStream> under, std::string server_name = {});
  ~TlsStream() override;

  base::Result<void> handshake(Deadline deadline);  // before anything else; kUnauthenticated names what was wrong with the peer
  std::string peer_fingerprint() const;             // SHA-256 of the peer's certificate, lower-case hex; empty: none

  base::Result<std::size_t> read_some(std::span<char> into, Deadline deadline) override;
  base::Result<void> write_all(std::string_view bytes, Deadline deadline) override;
  void when_readable(std::function<void()> ready) override;
  bool is_quiet() noexcept override;
  void shutdown_write() noexcept override;
  void close() noexcept override;
  std::string peer_address() const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace zato::rt
