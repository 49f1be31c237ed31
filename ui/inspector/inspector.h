// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "core/pending.h"

#include <QWidget>

#include <memory>

class QLabel;
class QStackedWidget;
class QTabWidget;

namespace signalbox {

class CommandPage;
struct Console;
class CopyBox;
class FactList;
class FactPage;
class FlagPage;
class StageLabel;
class Theme;
class Timer;

/// What is known about one flag (Now, History of this session, Events, Raw), one row of the log (fields,
/// before and after, raw frame) or one command (waterfall, who and why). Shows; changes nothing by itself.
class Inspector final : public QWidget
{
    Q_OBJECT

public:
    Inspector(Console &console, const Theme &theme, QWidget *parent = nullptr);
    ~Inspector() override;

    void showFlag(const FlagKey &key);
    /// A command's row shows the command.
    void showFact(quint64 serial);
    void showCommand(const CommandId &id);
    void showNothing();
    /// What is shown belongs to this flag; empty when to none.
    [[nodiscard]] FlagKey flag() const;
    void tick();

signals:
    void changeRequested(const signalbox::FlagKey &key, bool enabled, const QRect &anchor);
    void editRequested(const signalbox::FlagKey &key, const QRect &anchor);
    void factRequested(quint64 serial);
    void undoRequested(const signalbox::CommandId &id);

private:
    enum class Subject { Nothing, Flag, Fact, Command };

    void createFlagTabs();
    void connectSources();
    void scheduleRefresh();
    void refresh();
    void refreshRaw();
    void readSchedules();
    void refreshFact();
    void refreshCommand();
    void setTitle(const QString &title);
    void say(const QString &text);

    Console &m_console;
    const Theme &m_theme;
    Subject m_subject = Subject::Nothing;
    FlagKey m_flag;
    quint64 m_serial = 0;
    CommandId m_command;

    QLabel *m_title;
    StageLabel *m_stage;
    QStackedWidget *m_pages;
    QLabel *m_notice;
    QTabWidget *m_flagTabs;
    FlagPage *m_now;
    FactList *m_history;
    FactList *m_events;
    CopyBox *m_raw;
    FactPage *m_factPage;
    CommandPage *m_commandPage;
    QWidget *m_commandScroll;
    std::unique_ptr<Timer> m_refreshLater;
    std::unique_ptr<Timer> m_readLater;
    Pending m_read; ///< of what is shown
};

} // namespace signalbox
