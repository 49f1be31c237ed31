// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/time.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace signalbox {

enum class TokenKind { Access, Refresh };

struct TokenClaims
{
    TokenKind kind = TokenKind::Access;
    QString sessionId;
    QString userId;
    QString organizationId;
    WallTime issuedAt;
    WallTime expiresAt;
    QString tokenId; ///< random, so that two tokens of one second differ

    bool operator==(const TokenClaims &) const = default;
};

/// JSON Web Tokens (RFC 7519) signed with HMAC-SHA-256. Exactly one header is accepted, so "alg" cannot be
/// argued about. Pure: knows no clock and no sessions.
class TokenSigner final
{
public:
    /// @p key as keyBytes() random bytes.
    explicit TokenSigner(QByteArray key) : m_key(std::move(key)) {}

    [[nodiscard]] static qsizetype keyBytes();

    [[nodiscard]] QByteArray sign(const TokenClaims &claims) const;
    /// Absent when the signature is wrong, the text is not one of our tokens, it is of another kind, or it
    /// had expired at @p now.
    [[nodiscard]] std::optional<TokenClaims> verify(const QByteArray &token, TokenKind kind,
                                                    WallTime now) const;

private:
    [[nodiscard]] QByteArray signature(const QByteArray &text) const;

    QByteArray m_key;
};

} // namespace signalbox
