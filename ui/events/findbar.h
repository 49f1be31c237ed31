// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;

namespace signalbox {

/// Field, two buttons and a word about how the last search went. Searches nothing itself.
class FindBar final : public QWidget
{
    Q_OBJECT

public:
    enum class Outcome { None, Looking, Found, Wrapped, NotFound };

    explicit FindBar(QWidget *parent = nullptr);

    /// Shows the bar with the field focused.
    void open();
    [[nodiscard]] QString text() const;
    void setText(const QString &text);
    void showOutcome(Outcome outcome);

signals:
    void findRequested(bool backwards);
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QLineEdit *m_field;
    QLabel *m_outcome;
};

} // namespace signalbox
