// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextLayout>
#include <QVector>
#include <QWidget>

namespace signalbox {

class Theme;

/// A piece of a TextBlock that looks the same throughout.
struct TextRun
{
    enum class Style { Plain, Strong, Muted, Fault, Monospace };

    QString text;
    Style style = Style::Plain;

    bool operator==(const TextRun &) const = default;
};

/// Plain text that wraps anywhere, so that a long word from a server cannot push the layout apart, with a few
/// looks and no markup. What does not fit in the most lines ends in an ellipsis.
class TextBlock final : public QWidget
{
    Q_OBJECT

public:
    explicit TextBlock(const Theme &theme, QWidget *parent = nullptr);

    void setText(const QString &text, TextRun::Style style = TextRun::Style::Plain);
    void setRuns(const QVector<TextRun> &runs);
    void setMaximumLines(int lines);
    [[nodiscard]] QString text() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    struct Extent
    {
        qreal width = 0;
        qreal height = 0;
        bool cut = false;
    };

    [[nodiscard]] Extent arrange(QTextLayout &layout, qreal width) const;
    [[nodiscard]] QList<QTextLayout::FormatRange> formats() const;

    const Theme &m_theme;
    QVector<TextRun> m_runs;
    int m_maximumLines = 12;
};

} // namespace signalbox
