// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <functional>
#include <unordered_map>

namespace signalbox {

/// What one password costs whoever wants to check it.
enum class PasswordCost {
    Interactive, ///< libsodium's interactive argon2id: 2 passes over 64 MiB, about 0.1 s
    Minimal,     ///< the smallest argon2id there is; for tests
};

/// argon2id hash with its own salt and parameters in it; empty when memory is short. Takes its time: see
/// PasswordCost.
[[nodiscard]] QString hashPassword(const QString &password, PasswordCost cost);
/// False for an empty or unreadable hash as well.
[[nodiscard]] bool passwordMatches(const QString &password, const QString &hash);

/// Checks passwords on threads of its own, so that a sign-in does not hold up a stream. Memory is bounded:
/// few checks run at once, and past a number of waiting ones further are turned away.
class PasswordChecker final : public QObject
{
    Q_OBJECT

public:
    static constexpr int parallelChecks = 2; ///< 64 MiB each
    static constexpr int waitingChecks = 64;

    explicit PasswordChecker(PasswordCost cost, QObject *parent = nullptr);
    ~PasswordChecker() override;

    /// Calls @p done(matches) once, later, on this object's thread; never after this is gone. An empty @p
    /// hash costs the same time as a real one, so that nobody learns who has an account. Returns false, and
    /// does not call, when too many are waiting.
    [[nodiscard]] bool check(const QString &password, const QString &hash, std::function<void(bool)> done);

private:
    void answer(quint64 number, bool matches);

    QThreadPool m_threads;
    QString m_decoy;
    /// Who waits, by number. Never handed to a thread: what a continuation holds belongs to this one.
    std::unordered_map<quint64, std::function<void(bool)>> m_asked;
    quint64 m_lastNumber = 0;
};

} // namespace signalbox
