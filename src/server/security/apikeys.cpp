// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/security/apikeys.h"

#include "server/security/random.h"

#include <array>
#include <sodium.h>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr qsizetype secretBytes = 32;
constexpr qsizetype bodyLength = 43; // 32 bytes of base64url without padding
constexpr qsizetype shownLength = 8; // characters of it that are stored in the clear

/// What our secrets begin with, so that people, and scanners of source code, recognise them.
const std::array<QString, 5> &marks()
{
    static const std::array<QString, 5> all = {u"tgl_srv_"_s, u"tgl_sdk_"_s, u"tgl_str_"_s, u"sk_"_s,
                                               u"pat_"_s};
    return all;
}

QString mark(const QString &scope)
{
    if (scope == u"server")
        return marks()[0];
    if (scope == u"sdk")
        return marks()[1];
    if (scope == u"stream")
        return marks()[2];
    return scope == personalAccess() ? marks()[4] : marks()[3];
}

ApiKeySecret keyOf(const QString &scope, const QByteArray &bytes)
{
    const QString body =
        QString::fromLatin1(bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    ApiKeySecret key;
    key.secret = mark(scope) + body;
    key.prefix = apiKeyPrefix(key.secret);
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

QString personalAccess()
{
    return u"personal"_s;
}

QString apiKeyPrefix(const QString &secret)
{
    for (const QString &mark : marks()) {
        if (secret.startsWith(mark) && secret.size() == mark.size() + bodyLength)
            return secret.first(mark.size() + shownLength);
    }
    return {};
}

bool apiKeyMatches(const QString &secret, const QByteArray &hash)
{
    return equalInConstantTime(fingerprint(secret.toUtf8()), hash);
}

} // namespace signalbox
