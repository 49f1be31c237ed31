// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QWidget>

namespace signalbox {

struct Console;
class Theme;

/// What is known about one flag (Now, History of this session, Events, Raw), one row of the log (fields,
/// before and after, raw frame) or one command (waterfall, who and why). Shows; changes nothing by itself.
class Inspector final : public QWidget
{
    Q_OBJECT

public:
    Inspector(Console &console, const Theme &theme, QWidget *parent = nullptr);

    void showFlag(const FlagKey &key);
    void showFact(quint64 serial);
    void showCommand(const CommandId &id);
    void showNothing();
    [[nodiscard]] FlagKey flag() const;
    void tick();

signals:
    void changeRequested(const signalbox::FlagKey &key, bool enabled, const QRect &anchor);
    void factRequested(quint64 serial);
    void undoRequested(const signalbox::CommandId &id);
};

} // namespace signalbox
