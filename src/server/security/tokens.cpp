// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/security/tokens.h"

#include "server/security/random.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <sodium.h>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr auto encoding = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
constexpr qsizetype maximumTokenBytes = 4096; // ours are about 450

const QByteArray &encodedHeader()
{
    static const QByteArray header = QByteArray(R"({"alg":"HS256","typ":"JWT"})").toBase64(encoding);
    return header;
}

QString kindText(TokenKind kind)
{
    return kind == TokenKind::Access ? u"access"_s : u"refresh"_s;
}

// Whole seconds, as the standard's NumericDate; an expiry rounds down.
qint64 seconds(WallTime time)
{
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

WallTime timeFrom(const QJsonValue &value)
{
    return WallTime(std::chrono::seconds(value.toInteger()));
}

} // namespace

qsizetype TokenSigner::keyBytes()
{
    return crypto_auth_hmacsha256_KEYBYTES;
}

QByteArray TokenSigner::signature(const QByteArray &text) const
{
    QByteArray mac(crypto_auth_hmacsha256_BYTES, Qt::Uninitialized);
    crypto_auth_hmacsha256(reinterpret_cast<unsigned char *>(mac.data()),
                           reinterpret_cast<const unsigned char *>(text.constData()),
                           static_cast<unsigned long long>(text.size()),
                           reinterpret_cast<const unsigned char *>(m_key.constData()));
    return mac;
}

QByteArray TokenSigner::sign(const TokenClaims &claims) const
{
    const QJsonObject payload = {{u"sub"_s, claims.userId},
                                 {u"org"_s, claims.organizationId},
                                 {u"sid"_s, claims.sessionId},
                                 {u"typ"_s, kindText(claims.kind)},
                                 {u"iat"_s, seconds(claims.issuedAt)},
                                 {u"exp"_s, seconds(claims.expiresAt)},
                                 {u"jti"_s, claims.tokenId}};
    const QByteArray text = encodedHeader() + QByteArray(".")
                            + QJsonDocument(payload).toJson(QJsonDocument::Compact).toBase64(encoding);
    return text + QByteArray(".") + signature(text).toBase64(encoding);
}

std::optional<TokenClaims> TokenSigner::verify(const QByteArray &token, TokenKind kind, WallTime now) const
{
    if (token.size() > maximumTokenBytes)
        return std::nullopt;
    const qsizetype cut = token.lastIndexOf('.');
    const qsizetype firstDot = token.indexOf('.');
    if (cut <= 0 || firstDot == cut || token.first(firstDot) != encodedHeader())
        return std::nullopt;
    const auto given = QByteArray::fromBase64Encoding(token.sliced(cut + 1),
                                                      encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!given || !equalInConstantTime(*given, signature(token.first(cut))))
        return std::nullopt;

    // Signed by us: what follows is ours.
    const QByteArray payload =
        QByteArray::fromBase64(token.sliced(firstDot + 1, cut - firstDot - 1), encoding);
    const QJsonObject object = QJsonDocument::fromJson(payload).object();
    if (object[u"typ"_s].toString() != kindText(kind))
        return std::nullopt;
    TokenClaims claims;
    claims.kind = kind;
    claims.userId = object[u"sub"_s].toString();
    claims.organizationId = object[u"org"_s].toString();
    claims.sessionId = object[u"sid"_s].toString();
    claims.issuedAt = timeFrom(object[u"iat"_s]);
    claims.expiresAt = timeFrom(object[u"exp"_s]);
    claims.tokenId = object[u"jti"_s].toString();
    if (claims.expiresAt <= now)
        return std::nullopt;
    return claims;
}

} // namespace signalbox
