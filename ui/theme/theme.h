// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings.h"

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QObject>

class QApplication;
class QPainter;

namespace signalbox {

/// Colour tokens of ux.md section 13 and the neutral tones of the mock. Meaning is never colour alone.
struct ThemeColors
{
    bool dark = false;
    QColor base;   ///< lists and inputs: #FFFFFF / #1E1F22
    QColor panel;  ///< bars, docks, headers: #F3F4F6 / #26282C
    QColor button; ///< face of a push button at rest
    QColor border;
    QColor rowLine; ///< hairline between the rows of a list
    QColor text;
    QColor mutedText; ///< >= 4.6:1 on base and panel
    QColor on;        ///< ON, normal; also links and the accent
    QColor onText;    ///< on a pill filled with on
    QColor off;       ///< OFF, normal
    QColor pending;
    QColor fault;
    QColor stale;
    QColor selection; ///< row background
    QColor hover;
    QColor changeTint; ///< fully fresh change mark's background
    QColor dangerFill; ///< the guarded button: production's #7A0019
    QColor dangerText;
};

[[nodiscard]] ThemeColors lightColors();
[[nodiscard]] ThemeColors darkColors();
/// @p colors for what is written on a selected row: an ink that would be too faint there comes nearer to the
/// text's, the others are as they were.
[[nodiscard]] ThemeColors onSelection(ThemeColors colors);

/// The look of the whole program: palette, style sheet, fonts and icons, for light, dark and follow-system.
/// Owned by the program's main, passed by reference. Main thread only.
class Theme final : public QObject
{
    Q_OBJECT

public:
    /// Applies itself to @p application, which must outlive this.
    explicit Theme(QApplication &application, ThemeChoice choice = ThemeChoice::System,
                   QObject *parent = nullptr);

    void setChoice(ThemeChoice choice);
    [[nodiscard]] ThemeChoice choice() const;
    [[nodiscard]] bool isDark() const;
    [[nodiscard]] const ThemeColors &colors() const;
    /// The same for the inks of a selected row.
    [[nodiscard]] const ThemeColors &selectedColors() const;
    /// Keys, times and raw text.
    [[nodiscard]] QFont monospaceFont() const;
    /// Tabular digits, a little smaller and muted where the mock has it so.
    [[nodiscard]] QFont smallFont() const;
    /// A drawn icon of resources/icons/@p name.svg in the text colour of the theme in use when it is painted,
    /// crisp at any scale. Must not be painted after this is gone.
    [[nodiscard]] QIcon icon(const QString &name) const;
    /// The same in one colour, where the ground does not follow the theme.
    [[nodiscard]] QIcon icon(const QString &name, const QColor &color) const;
    /// The same drawing in one colour, for delegates and marks.
    static void paintIcon(QPainter &painter, const QString &name, const QRectF &rect, const QColor &color);

signals:
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply();
    void readSystem();

    QApplication &m_application;
    ThemeChoice m_choice;
    ThemeColors m_colors;
    ThemeColors m_selectedColors;
    bool m_systemDark = false;
    bool m_applying = false; ///< our own setPalette comes back as an event
};

} // namespace signalbox
