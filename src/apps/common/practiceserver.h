// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/error.h"

#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QUrl>
#include <QVector>

#include <memory>

namespace signalbox {

/// What a practice server says about itself once it accepts requests; contracts.md, "signalboxd".
struct PracticeServerReady
{
    struct Key
    {
        QString environment;
        QString scope;
        QString secret;
    };

    QUrl url;
    QString email;
    QString password;
    QByteArray token; ///< the same account's, for FlagDash's interface
    QVector<Key> keys;
    QString version;
    QByteArray control; ///< token of the fault control; empty where there is none
};

/// Reads the ready line. BadAnswer when it is not one.
[[nodiscard]] Result<PracticeServerReady> parseReadyLine(const QByteArray &line);

/// A signalboxd of our own as a child process on a free loopback port. It ends with this object, and when
/// this process dies in any other way. Main thread only.
class PracticeServer final : public QObject
{
    Q_OBJECT

public:
    /// @p clock must outlive this.
    explicit PracticeServer(const Clock &clock, QObject *parent = nullptr);
    /// Asks the child to end and waits for it, 2 s at most.
    ~PracticeServer() override;

    /// The server's program beside ours, else on the PATH; empty when there is none.
    [[nodiscard]] static QString programPath();

    /// Starts @p program with `--seed demo` and @p arguments. Call once. Either ready() or failed() follows.
    void start(const QString &program, const QStringList &arguments = {});
    [[nodiscard]] qint64 processId() const;

signals:
    void ready(const signalbox::PracticeServerReady &server);
    /// It could not be started, said something else than it should, or took too long. Once, instead of ready.
    void failed(const signalbox::Error &error);
    /// It ended by itself after it was ready.
    void ended(const signalbox::Error &error);

private:
    void readOutput();
    void readMessages();
    void fail(ErrorKind kind, const QString &text);
    [[nodiscard]] QString withLastMessage(const QString &text) const;

    enum class State { Idle, Starting, Ready, Over };

    QProcess m_process;
    std::unique_ptr<Timer> m_timeout;
    State m_state = State::Idle;
    QByteArray m_line;     ///< of standard output, until the ready line is complete
    QByteArray m_messages; ///< end of standard error
};

} // namespace signalbox
