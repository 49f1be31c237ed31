// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/security/apikeys.h"

#include "server/security/random.h"

#include <sodium.h>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qsizetype secretBytes = 32;
constexpr qsizetype markLength = 8;        // tgl_sdk_
constexpr qsizetype prefixLength = 8 + 8;  // and eight characters of the secret
constexpr qsizetype secretLength = 8 + 43; // 32 bytes of base64url without padding

QString mark(const QString &scope)
{
    if (scope == u"server")
        return u"tgl_srv_"_s;
    return scope == u"sdk" ? u"tgl_sdk_"_s : u"tgl_str_"_s;
}

ApiKeySecret keyOf(const QString &scope, const QByteArray &bytes)
{
    const QString body =
        QString::fromLatin1(bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    ApiKeySecret key;
    key.secret = mark(scope) + body;
    key.prefix = key.secret.first(prefixLength);
    key.hash = fingerprint(key.secret.toUtf8());
    return key;
}

} // namespace

ApiKeySecret newApiKey(const QString &scope)
{
    return keyOf(scope, randomBytes(secretBytes));
}

ApiKeySecret derivedApiKey(const QString &scope, const QString &seed, const QString &purpose)
{
    const QByteArray key = fingerprint(seed.toUtf8());
    const QByteArray text = purpose.toUtf8();
    QByteArray bytes(secretBytes, Qt::Uninitialized);
    crypto_generichash(reinterpret_cast<unsigned char *>(bytes.data()), std::size_t(bytes.size()),
                       reinterpret_cast<const unsigned char *>(text.constData()),
                       static_cast<unsigned long long>(text.size()),
                       reinterpret_cast<const unsigned char *>(key.constData()), std::size_t(key.size()));
    return keyOf(scope, bytes);
}

QString apiKeyPrefix(const QString &secret)
{
    static_assert(markLength < prefixLength && prefixLength < secretLength);
    return secret.size() == secretLength && secret.startsWith(u"tgl_") ? secret.first(prefixLength)
                                                                       : QString();
}

bool apiKeyMatches(const QString &secret, const QByteArray &hash)
{
    return equalInConstantTime(fingerprint(secret.toUtf8()), hash);
}

} // namespace signalbox
