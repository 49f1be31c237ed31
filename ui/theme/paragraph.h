// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextLayout>
#include <QWidget>

namespace signalbox {

/// Plain text of a fixed width, as high as its lines. A word-wrapping QLabel shapes its text anew for each of
/// the sizes that a layout tries; here that happens once for a font, which is what the first frame needs.
class Paragraph final : public QWidget
{
    Q_OBJECT

public:
    /// Width in logical pixels.
    Paragraph(const QString &text, int width, QWidget *parent = nullptr);

    [[nodiscard]] QString text() const { return m_layout.text(); }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    /// Breaks the text into lines unless that has been done with this font.
    void breakLines() const;

    const int m_width;
    mutable QTextLayout m_layout; ///< follows from text, font and width; sizeHint() may be the first to ask
    mutable int m_height = 0;     ///< 0: not broken into lines yet
};

} // namespace signalbox
