// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/connection.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;

namespace signalbox {

class ElidedLabel;
class Theme;

/// Says where one is: the environment's class in capitals (or REPLAY), its name, and a pattern at both ends.
/// The top of the window and, smaller, the head of every panel that acts on an environment. Accessible name
/// as in contracts.md.
class EnvironmentBand final : public QFrame
{
    Q_OBJECT

public:
    enum class Size { Full, Header }; ///< 28 and 26 logical pixels

    EnvironmentBand(const Theme &theme, Size size, QWidget *parent = nullptr);

    void setConnection(const ConnectionInfo &connection);
    /// Adds a widget at the right end (profile and guard buttons).
    void addControl(QWidget *control);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void setMargins();
    void paintPattern(QPainter &painter, const QRect &area) const;

    Size m_size;
    EnvironmentClass m_class = EnvironmentClass::Production;
    bool m_replay = false;
    QHBoxLayout *m_layout;
    QLabel *m_word;
    ElidedLabel *m_name;
};

/// Fill of the band for a class: #7A0019, #4A3B00, #2F3A45; lab as development, with a dotted border.
[[nodiscard]] QColor bandColor(EnvironmentClass environmentClass);
/// PRODUCTION, STAGING, DEVELOPMENT, PRACTICE.
[[nodiscard]] QString bandWord(EnvironmentClass environmentClass);

} // namespace signalbox
