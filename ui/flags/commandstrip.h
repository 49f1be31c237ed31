// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/command.h"

#include <QFrame>

#include <memory>

namespace signalbox {

struct Console;
class Theme;

/// The life of one command on one line: ▷ Sent 14:03:01.120 → ▷▷ Accepted +96 ms → ▷▷▷ Seen +231 ms → ✔
/// Confirmed +412 ms, with the words and buttons that fit where it stands (ux.md section 4). Follows the
/// runner by itself.
class CommandStrip final : public QFrame
{
    Q_OBJECT

public:
    CommandStrip(Console &console, const Theme &theme, QWidget *parent = nullptr);
    ~CommandStrip() override;

    void showCommand(const CommandId &id);
    [[nodiscard]] CommandId command() const;
    /// Countdown digits; once a second.
    void tick();

signals:
    void undoRequested(const signalbox::CommandOrder &order);
    void sendAgainRequested(const signalbox::CommandOrder &order);
    void reviewRequested(const signalbox::FlagKey &flag);
    void detailsRequested(const signalbox::CommandId &id);
    void eventsRequested(const signalbox::FlagKey &flag);
    void signInRequested();
    void linkDetailsRequested();
    void dismissed();

private:
    class Private;
    std::unique_ptr<Private> m_d;
};

} // namespace signalbox
