// OpenSSL handles as unique_ptr and its error queue as text. Included only by the .cpp files of this folder.
#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "base/result.hpp"

namespace zato::security {

template <auto Free>
struct OpensslDelete {
  template <class T>
  void operator()(T* handle) const noexcept {
    Free(handle);
  }
};

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, OpensslDelete<EVP_CIPHER_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, OpensslDelete<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, OpensslDelete<X509_free>>;
using Request = std::unique_ptr<X509_REQ, OpensslDelete<X509_REQ_free>>;
using Name = std::unique_ptr<X509_NAME, OpensslDelete<X509_NAME_free>>;
using Bio = std::unique_ptr<BIO, OpensslDelete<BIO_free_all>>;

// "what: reason"; empties this thread's queue.
inline base::Failure openssl_failure(base::Code code, const std::string& what) {
  const auto reason = ERR_peek_last_error();
  char text[256] = "";
  if (reason != 0) ERR_error_string_n(reason, text, sizeof(text));
  ERR_clear_error();
  return base::fail(code, reason == 0 ? what : what + ": " + text);
}

}  // namespace zato::security
