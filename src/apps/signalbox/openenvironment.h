// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fact.h"
#include "core/settings.h"
#include "mainwindow/console.h"
#include "model/activity.h"
#include "model/blindlist.h"
#include "model/eventlog.h"
#include "model/flagstore.h"
#include "operations/commandrunner.h"
#include "operations/notes.h"
#include "operations/rightscheck.h"
#include "session/networkwatch.h"
#include "session/session.h"

#include <QObject>

class QNetworkAccessManager;

namespace signalbox {

class NoteStore;

/// Everything behind one connected environment, wired: session, store, log, commands. The provider and the
/// journal are borrowed, so that another environment of the same sign-in can be opened after this one is
/// gone.
class OpenEnvironment final : public QObject
{
    Q_OBJECT

public:
    /// References must outlive this. @p journal may be null. @p window: how much silence of the stream is
    /// normal; absent: learned. Nothing is sent before start().
    OpenEnvironment(Provider &provider, const ConnectionInfo &connection, Journal *journal,
                    QNetworkAccessManager &network, const Clock &clock, const Settings &settings,
                    std::optional<std::chrono::milliseconds> window, QObject *parent = nullptr);

    /// Notes are kept in @p store for @p place, or cannot be. Before start(): what was kept comes first.
    void keepNotes(const Result<NoteStore *> &store, const QString &place);
    void start();
    [[nodiscard]] Console &console() { return m_console; }
    [[nodiscard]] Session &session() { return m_session; }
    [[nodiscard]] FlagStore &flags() { return m_flags; }
    [[nodiscard]] CommandRunner &commands() { return m_commands; }

private:
    void showLamp(const CommandView &command);
    /// A difference that a command of ours ordered is ours; any other is somebody else's.
    [[nodiscard]] ChangeOrigin originOf(const Flag &flag) const;

    FactSerials m_serials;
    Session m_session;
    FlagStore m_flags;
    EventLog m_log;
    Activity m_activity;
    CommandRunner m_commands;
    BlindList m_blind;
    SystemNetworkWatch m_networkWatch;
    Notes m_notes;
    RightsCheck m_rights;
    Console m_console;
};

} // namespace signalbox
