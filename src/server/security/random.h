// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace signalbox {

/// Prepares libsodium; must have returned true before anything else in this folder is used. May be called
/// again.
[[nodiscard]] bool prepareCryptography();

[[nodiscard]] QByteArray randomBytes(qsizetype count);
/// URL-safe base64 of random bytes, without padding.
[[nodiscard]] QString randomText(qsizetype bytes);
/// A random (version 4) uuid without braces.
[[nodiscard]] QString newId();

/// Same length and same bytes, in time that depends on the length only.
[[nodiscard]] bool equalInConstantTime(const QByteArray &a, const QByteArray &b);

/// BLAKE2b-256 of a secret that is random already: tokens and keys, never passwords.
[[nodiscard]] QByteArray fingerprint(const QByteArray &secret);

} // namespace signalbox
