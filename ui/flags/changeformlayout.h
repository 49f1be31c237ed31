// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/connection.h"

#include <QString>

class QComboBox;
class QFrame;
class QLabel;
class QPushButton;
class QScrollArea;
class QWidget;

namespace signalbox {

class EffectBox;
class ElidedLabel;
class EnvironmentBand;
class GuardBox;
class NowLine;
class RolloutBox;
class Theme;
class ValueBox;

/// The widgets of the change form and where they stand; what they say is the form's. They belong to @p form.
class ChangeFormLayout final
{
public:
    ChangeFormLayout(QWidget &form, const Theme &theme, const Clock &clock);

    void setWhere(const ConnectionInfo &connection);
    /// @p grave paints the button as dangerous.
    void setActionWords(const QString &words, bool grave);
    /// Marks one of setOn and setOff as what is wanted.
    static void setChosen(QPushButton &choice, bool chosen);
    /// Beside the buttons; empty hides it.
    void setHint(const QString &text, bool isFault);
    /// While hidden: nothing slides to where the button will be.
    void keepPlaceOfAction(bool keep);
    [[nodiscard]] int naturalHeight(int width) const;

    EnvironmentBand *band;
    QScrollArea *scroll;
    QWidget *content;
    QWidget *footer;
    ElidedLabel *key;
    ElidedLabel *name;
    NowLine *nowLine;
    QFrame *noticeSection;
    QLabel *notice;
    QPushButton *review;
    QFrame *wantedSection;
    QLabel *wantedLabel;
    QPushButton *setOn;
    QPushButton *setOff;
    RolloutBox *rollout;
    ValueBox *value;
    QFrame *effectSection;
    QLabel *effectLabel;
    EffectBox *effect;
    QFrame *reasonSection;
    QLabel *reasonNote;
    QComboBox *reason;
    QFrame *guardSection;
    QLabel *blind;
    GuardBox *guard;
    QLabel *hint;
    QPushButton *cancel;
    QPushButton *act;
};

} // namespace signalbox
