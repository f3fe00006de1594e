// OpenSSL between two memory buffers: it never sees a socket. What it wants sent goes to the stream below, what comes from
// there is fed to it; waiting is the stream's business, so TLS works on fibers and on threads alike.
#include "rt/tls.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>

#include "base/text.hpp"

namespace zato::rt {
namespace {

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* object) const { Free(object); }
};
using SslCtx = std::unique_ptr<SSL_CTX, Freed<SSL_CTX, SSL_CTX_free>>;
using Ssl = std::unique_ptr<SSL, Freed<SSL, SSL_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;

std::string last_tls_error() {
  const unsigned long code = ::ERR_get_error();
  ::ERR_clear_error();
  const char* reason = code ? ::ERR_reason_error_string(code) : nullptr;
  return reason ? reason : "unknown TLS error";
}

base::Failure unusable(const std::filesystem::path& file, std::string_view what) {
  return base::fail(base::Code::kInvalidArgument, "cannot use " + std::string(what) + " " + file.string() + ": " + last_tls_error());
}

using Bio = std::unique_ptr<BIO, Freed<BIO, BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;

Bio reader_of(const std::string& pem) { return Bio(::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))); }

base::Failure unusable(std::string_view what) {
  return base::fail(base::Code::kInvalidArgument, "cannot use the " + std::string(what) + ": " + last_tls_error());
}

// The first certificate is our own, the others lead up to its authority.
base::Result<void> use_own_certificate(SSL_CTX& context, const std::string& pem) {
  const auto keys = reader_of(pem);
  const Key key(::PEM_read_bio_PrivateKey(keys.get(), nullptr, nullptr, nullptr));
  const auto chain = reader_of(pem);
  const Certificate own(::PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
  if (!key || !own || ::SSL_CTX_use_certificate(&context, own.get()) != 1 || ::SSL_CTX_use_PrivateKey(&context, key.get()) != 1)
    return unusable("private key and its certificate");
  while (X509* next = ::PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr)) {
    const Certificate above(next);
    ::SSL_CTX_add1_chain_cert(&context, above.get());
  }
  ::ERR_clear_error();  // of the end of the text
  return {};
}

base::Result<void> trust(SSL_CTX& context, const std::string& pem) {
  const auto reader = reader_of(pem);
  X509_STORE* store = ::SSL_CTX_get_cert_store(&context);
  int count = 0;
  for (; X509* next = ::PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr); ++count) {
    const Certificate authority(next);
    ::X509_STORE_add_cert(store, authority.get());
  }
  if (count == 0) return unusable("CA certificates");
  ::ERR_clear_error();
  return {};
}

base::Result<SslCtx> make_context(const SSL_METHOD* method, const TlsContext::Options& options) {
  SslCtx context(::SSL_CTX_new(method));
  ::SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  ::SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  ::SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  if (!options.certificate.empty() && ::SSL_CTX_use_certificate_chain_file(context.get(), options.certificate.c_str()) != 1)
    return unusable(options.certificate, "certificate");
  if (!options.private_key.empty() && ::SSL_CTX_use_PrivateKey_file(context.get(), options.private_key.c_str(), SSL_FILETYPE_PEM) != 1)
    return unusable(options.private_key, "private key");
  if (!options.certificate_text.empty()) ZATO_CHECK(use_own_certificate(*context, options.certificate_text));
  if (!options.ca_certificates_text.empty()) {
    ZATO_CHECK(trust(*context, options.ca_certificates_text));
  } else if (options.ca_certificates.empty()) {
    ::SSL_CTX_set_default_verify_paths(context.get());
  } else if (::SSL_CTX_load_verify_locations(context.get(), options.ca_certificates.c_str(), nullptr) != 1) {
    return unusable(options.ca_certificates, "CA certificates");
  }
  ::SSL_CTX_set_verify(context.get(), options.verify_peer ? SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : SSL_VERIFY_NONE, nullptr);
  return context;
}

}  // namespace

struct TlsContext::State {
  SslCtx context;
  bool is_server;
};

TlsContext::TlsContext(std::unique_ptr<State> state) : state_(std::move(state)) {}
TlsContext::~TlsContext() = default;

base::Result<std::shared_ptr<const TlsContext>> TlsContext::server(const Options& options) {
  ZATO_TRY(auto context, make_context(::TLS_server_method(), options));
  static constexpr unsigned char kSessionContext[] = "zato";
  ::SSL_CTX_set_session_id_context(context.get(), kSessionContext, sizeof(kSessionContext) - 1);
  return std::make_shared<const TlsContext>(std::make_unique<State>(State{std::move(context), true}));
}

base::Result<std::shared_ptr<const TlsContext>> TlsContext::client(const Options& options) {
  ZATO_TRY(auto context, make_context(::TLS_client_method(), options));
  return std::make_shared<const TlsContext>(std::make_unique<State>(State{std::move(context), false}));
}

struct TlsStream::State {
  std::shared_ptr<const TlsContext> context;
  std::unique_ptr<ByteStream> under;
  Ssl ssl;
  BIO* incoming = nullptr;  // owned by ssl: what came from below
  BIO* outgoing = nullptr;  // owned by ssl: what must go there
  bool flushing = false;    // reader and writer are different fibers, the stream below takes one writer
  std::shared_ptr<void> alive = std::make_shared<char>();  // what posted callbacks look at

  base::Result<void> flush(Deadline deadline) {
    if (flushing) return {};
    flushing = true;
    base::Result<void> result;
    std::array<char, 16384> block;
    while (result) {
      const int n = ::BIO_read(outgoing, block.data(), static_cast<int>(block.size()));
      if (n <= 0) break;
      result = under->write_all({block.data(), static_cast<std::size_t>(n)}, deadline);
    }
    flushing = false;
    return result;
  }

  base::Result<bool> feed(Deadline deadline) {  // false: the peer has closed
    std::array<char, 16384> block;
    ZATO_TRY(const std::size_t n, under->read_some(block, deadline));
    if (n > 0) ::BIO_write(incoming, block.data(), static_cast<int>(n));
    return n > 0;
  }

  // Repeats an OpenSSL call until it has done its work; a result of 0 means the peer closed in an orderly way.
  template <class F>
  base::Result<int> drive(F call, Deadline deadline) {
    while (true) {
      ::ERR_clear_error();
      const int n = call();
      const int outcome = n > 0 ? SSL_ERROR_NONE : ::SSL_get_error(ssl.get(), n);
      ZATO_CHECK(flush(deadline));
      if (outcome == SSL_ERROR_NONE) return n;
      if (outcome == SSL_ERROR_ZERO_RETURN) return 0;
      if (outcome != SSL_ERROR_WANT_READ) return base::fail(base::Code::kUnauthenticated, describe_failure());
      ZATO_TRY(const bool more, feed(deadline));
      if (!more) return 0;
    }
  }

  void offer_close_notify() noexcept {  // offered, not waited for
    if (!::SSL_is_init_finished(ssl.get())) return;
    ::SSL_shutdown(ssl.get());
    ::ERR_clear_error();
    if (!flushing && ::BIO_ctrl_pending(outgoing) > 0) (void)flush(Deadline::after(std::chrono::milliseconds(0)));
  }

  std::string describe_failure() const {
    const long verified = ::SSL_get_verify_result(ssl.get());
    if (verified != X509_V_OK) return std::string("TLS: the peer's certificate was refused: ") + ::X509_verify_cert_error_string(verified);
    return "TLS: " + last_tls_error();
  }
};

TlsStream::TlsStream(std::shared_ptr<const TlsContext> context, std::unique_ptr<ByteStream> under, std::string server_name)
    : state_(std::make_unique<State>()) {
  auto& s = *state_;
  s.context = std::move(context);
  s.under = std::move(under);
  s.ssl.reset(::SSL_new(s.context->state().context.get()));
  s.incoming = ::BIO_new(::BIO_s_mem());
  s.outgoing = ::BIO_new(::BIO_s_mem());
  ::SSL_set_bio(s.ssl.get(), s.incoming, s.outgoing);
  if (s.context->state().is_server) {
    ::SSL_set_accept_state(s.ssl.get());
  } else {
    ::SSL_set_connect_state(s.ssl.get());
    if (!server_name.empty()) {
      // SNI is for names (RFC 6066 3).
      if (::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(s.ssl.get()), server_name.c_str()) != 1) {
        ::SSL_set_tlsext_host_name(s.ssl.get(), server_name.c_str());
        ::SSL_set1_host(s.ssl.get(), server_name.c_str());
      }
    }
  }
}

TlsStream::~TlsStream() = default;

base::Result<void> TlsStream::handshake(Deadline deadline) {
  ZATO_TRY(const int done, state_->drive([&] { return ::SSL_do_handshake(state_->ssl.get()); }, deadline));
  if (done == 0) return base::fail(base::Code::kUnavailable, "TLS: the peer closed the connection during the handshake");
  return {};
}

std::string TlsStream::peer_fingerprint() const {
  const Certificate peer(::SSL_get1_peer_certificate(state_->ssl.get()));
  if (!peer) return {};
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  ::X509_digest(peer.get(), ::EVP_sha256(), digest.data(), &size);
  return base::hex_encode({reinterpret_cast<const char*>(digest.data()), size});
}

base::Result<std::size_t> TlsStream::read_some(std::span<char> into, Deadline deadline) {
  ZATO_TRY(const int n, state_->drive([&] { return ::SSL_read(state_->ssl.get(), into.data(), static_cast<int>(into.size())); }, deadline));
  return static_cast<std::size_t>(n);
}

base::Result<void> TlsStream::write_all(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    ZATO_TRY(const int n, state_->drive([&] { return ::SSL_write(state_->ssl.get(), bytes.data(), static_cast<int>(bytes.size())); }, deadline));
    if (n == 0) return base::fail(base::Code::kUnavailable, "TLS: the peer closed the connection");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

void TlsStream::when_readable(std::function<void()> ready) {
  // Decrypted bytes may lie here already although the socket is silent.
  if (::SSL_pending(state_->ssl.get()) > 0 || ::BIO_ctrl_pending(state_->incoming) > 0) {
    Loop::current()->post([alive = std::weak_ptr<void>(state_->alive), ready = std::move(ready)] {
      if (!alive.expired()) ready();
    });
  } else {
    state_->under->when_readable(std::move(ready));
  }
}

bool TlsStream::is_quiet() noexcept {
  auto& s = *state_;
  // What has come may be no more than tickets for later sessions.
  for (int piece = 0; !s.under->is_quiet() && piece < 16; ++piece) {
    const auto more = s.feed(Deadline::after(std::chrono::seconds(0)));
    if (!more || !*more) return false;
  }
  char byte;
  ::ERR_clear_error();
  const int n = ::SSL_peek(s.ssl.get(), &byte, 1);
  const bool quiet = n <= 0 && ::SSL_get_error(s.ssl.get(), n) == SSL_ERROR_WANT_READ;
  ::ERR_clear_error();
  return quiet;
}

void TlsStream::shutdown_write() noexcept {
  state_->offer_close_notify();
  state_->under->shutdown_write();
}

void TlsStream::close() noexcept {
  state_->offer_close_notify();
  state_->under->close();
}

std::string TlsStream::peer_address() const { return state_->under->peer_address(); }

}  // namespace zato::rt
