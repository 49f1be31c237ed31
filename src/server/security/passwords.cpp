// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/security/passwords.h"

#include <array>
#include <sodium.h>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

unsigned long long passes(PasswordCost cost)
{
    return cost == PasswordCost::Minimal ? crypto_pwhash_OPSLIMIT_MIN : crypto_pwhash_OPSLIMIT_INTERACTIVE;
}

std::size_t memoryBytes(PasswordCost cost)
{
    return cost == PasswordCost::Minimal ? crypto_pwhash_MEMLIMIT_MIN : crypto_pwhash_MEMLIMIT_INTERACTIVE;
}

// A hash that nothing matches and that costs as much as a real one; made by hand, as computing it takes as
// long as a sign-in.
QString decoyHash(PasswordCost cost)
{
    const auto encoding = QByteArray::Base64Encoding | QByteArray::OmitTrailingEquals;
    const QString salt = QString::fromLatin1(QByteArray(crypto_pwhash_SALTBYTES, '\0').toBase64(encoding));
    const QString tag = QString::fromLatin1(QByteArray(32, '\0').toBase64(encoding));
    return u"$argon2id$v=19$m=%1,t=%2,p=1$%3$%4"_s.arg(memoryBytes(cost) / 1024)
        .arg(passes(cost))
        .arg(salt, tag);
}

} // namespace

QString hashPassword(const QString &password, PasswordCost cost)
{
    const QByteArray bytes = password.toUtf8();
    std::array<char, crypto_pwhash_STRBYTES> hash = {};
    const int failed =
        crypto_pwhash_str(hash.data(), bytes.constData(), static_cast<unsigned long long>(bytes.size()),
                          passes(cost), memoryBytes(cost));
    return failed ? QString() : QString::fromLatin1(hash.data());
}

bool passwordMatches(const QString &password, const QString &hash)
{
    const QByteArray bytes = password.toUtf8();
    const QByteArray stored = hash.toLatin1();
    if (stored.isEmpty() || stored.size() >= qsizetype(crypto_pwhash_STRBYTES))
        return false;
    return crypto_pwhash_str_verify(stored.constData(), bytes.constData(),
                                    static_cast<unsigned long long>(bytes.size()))
           == 0;
}

PasswordChecker::PasswordChecker(PasswordCost cost, QObject *parent)
    : QObject(parent), m_decoy(decoyHash(cost))
{
    m_threads.setMaxThreadCount(parallelChecks);
}

PasswordChecker::~PasswordChecker()
{
    m_threads.clear();
    m_threads.waitForDone();
}

bool PasswordChecker::check(const QString &password, const QString &hash, std::function<void(bool)> done)
{
    if (m_asked.size() >= waitingChecks)
        return false;
    const quint64 number = ++m_lastNumber;
    m_asked.emplace(number, std::move(done));
    const QString against = hash.isEmpty() ? m_decoy : hash;
    const bool real = !hash.isEmpty();
    m_threads.start([this, number, password, against, real] {
        const bool matches = passwordMatches(password, against) && real;
        QMetaObject::invokeMethod(
            this, [this, number, matches] { answer(number, matches); }, Qt::QueuedConnection);
    });
    return true;
}

void PasswordChecker::answer(quint64 number, bool matches)
{
    const auto asked = m_asked.extract(number);
    asked.mapped()(matches);
}

} // namespace signalbox
